import { STORE } from './001store.js';
import { INDEX } from './002index.js';
import { TOKENS } from './003tokens.js';

/** One step of the schema: its statements run in one transaction. Its number is its place in the list, counted from 1. */
export type Migration = readonly string[];

/** Never changed once released: what is to be different comes as a further step. */
export const MIGRATIONS: readonly Migration[] = [STORE, INDEX, TOKENS];
