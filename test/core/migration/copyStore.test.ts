import { describe } from 'vitest';
import { openStore, temporaryDirectory } from '../../adapters/sqljs/support.js';
import { describeCopies } from '../../support/copying.js';

const openEmbedded = async () => openStore(await temporaryDirectory());

describe('a copy of an embedded store into another', () => describeCopies(openEmbedded, openEmbedded));
