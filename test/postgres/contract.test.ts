import { describe } from 'vitest';
import { describeStore } from '../adapters/store/contract.js';
import { isPostgresHere } from '../support/databases.js';
import { lentDatabase, openStore } from './support.js';

describe.skipIf(!isPostgresHere())('the store on PostgreSQL', () =>
  describeStore(async () => openStore(await lentDatabase())),
);
