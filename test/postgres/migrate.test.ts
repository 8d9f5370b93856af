import { describe } from 'vitest';
import { openStore as openEmbedded, temporaryDirectory } from '../adapters/sqljs/support.js';
import { describeCopies } from '../support/copying.js';
import { isPostgresHere } from '../support/databases.js';
import { lentDatabase, openStore as openShared } from './support.js';

const embedded = async () => openEmbedded(await temporaryDirectory());
const shared = async () => openShared(await lentDatabase());

describe.skipIf(!isPostgresHere())('a copy', () => {
  describe('of an embedded store into PostgreSQL', () => describeCopies(embedded, shared));
  describe('of PostgreSQL into an embedded store', () => describeCopies(shared, embedded));
  describe('of PostgreSQL into another', () => describeCopies(shared, shared));
});
