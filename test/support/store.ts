import { openStore as openEmbedded, temporaryDirectory } from '../adapters/sqljs/support.js';
import { openStore as openShared, lentDatabase } from '../postgres/support.js';
import type { Store } from '../../server/ports/store.js';

// The store that this run of the tests is about: the embedded one, or that on PostgreSQL.

export const isOnPostgres = process.env['LOCI_TEST_STORE'] === 'postgres';

/** Where an empty store lies; it goes after the test. */
export const temporaryPlace = (): Promise<string> => (isOnPostgres ? lentDatabase() : temporaryDirectory());

/** Opens what lies there; closed after the test. */
export const openStore = (place: string): Promise<Store> => (isOnPostgres ? openShared(place) : openEmbedded(place));
