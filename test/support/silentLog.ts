import type { Log } from '../../server/ports/log.js';

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
