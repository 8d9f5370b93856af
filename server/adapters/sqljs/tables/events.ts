import type { Access, Memory, StateChange } from '../../../ports/entities.js';
import type { Page, Slice } from '../../../ports/store.js';
import {
  fromAccess,
  fromStateChange,
  toAccess,
  toStateChange,
  type AccessRow,
  type StateChangeRow,
} from '../../storeRows/events.js';
import { toMemory, type MemoryRow } from '../../storeRows/memories.js';
import type { Database } from '../database.js';
import { countOf, Where, type WriteContext } from './shared.js';

export const eventReads = {
  listStateChanges: (database: Database, userId: string | null, memoryId: string): StateChange[] => {
    const where = new Where().add('memory_id = ?', memoryId).add('user_id = ?', userId ?? undefined);
    return database
      .all<StateChangeRow>(`SELECT * FROM state_changes ${where.sql} ORDER BY rowid`, where.params)
      .map(toStateChange);
  },
  listAccesses: (database: Database, userId: string | null, memoryId: string, slice: Slice): Page<Access> => {
    const where = new Where().add('memory_id = ?', memoryId).add('user_id = ?', userId ?? undefined);
    return {
      items: database
        .all<AccessRow>(`SELECT * FROM accesses ${where.sql} ORDER BY accessed_at DESC, rowid DESC LIMIT ? OFFSET ?`, [
          ...where.params,
          slice.limit,
          slice.offset,
        ])
        .map(toAccess),
      total: countOf(database, `SELECT count(*) AS n FROM accesses ${where.sql}`, where.params),
    };
  },
  listAccessedBy: (database: Database, appId: string, slice: Slice): Page<{ memory: Memory; count: number }> => {
    const from = 'FROM accesses x JOIN memories m ON m.id = x.memory_id WHERE x.app_id = ?';
    const rows = database.all<MemoryRow & { times: number }>(
      `SELECT m.*, count(*) AS times ${from} GROUP BY m.id ORDER BY times DESC, m.rowid LIMIT ? OFFSET ?`,
      [appId, slice.limit, slice.offset],
    );
    return {
      items: rows.map((row) => ({ memory: toMemory(row), count: row.times })),
      total: countOf(database, `SELECT count(DISTINCT m.id) AS n ${from}`, [appId]),
    };
  },
};

export function addStateChange({ rows }: WriteContext, entry: StateChange): void {
  rows.put('state_changes', fromStateChange(entry));
}

export function addAccesses({ rows }: WriteContext, entries: Access[]): void {
  for (const entry of entries) {
    rows.put('accesses', fromAccess(entry));
  }
}
