import type { Access, Memory, MemoryState, StateChange } from '../../../ports/entities.js';
import type { Page, Slice } from '../../../ports/store.js';
import type { Database, Row } from '../database.js';
import { toMemory, type MemoryRow } from './memories.js';
import { countOf, fromText, toText, Where, type WriteContext } from './shared.js';

export interface StateChangeRow extends Row {
  id: string;
  memory_id: string;
  user_id: string;
  old_state: string | null;
  new_state: string;
  changed_at: number;
}

export interface AccessRow extends Row {
  id: string;
  memory_id: string;
  user_id: string;
  app_id: string;
  kind: string;
  detail: string;
  accessed_at: number;
}

export const toStateChange = (row: StateChangeRow): StateChange => ({
  id: row.id,
  memoryId: row.memory_id,
  userId: row.user_id,
  oldState: row.old_state as MemoryState | null,
  newState: row.new_state as MemoryState,
  changedAt: row.changed_at,
});

export const toAccess = (row: AccessRow): Access => ({
  id: row.id,
  memoryId: row.memory_id,
  userId: row.user_id,
  appId: row.app_id,
  kind: row.kind as Access['kind'],
  detail: fromText(row.detail),
  accessedAt: row.accessed_at,
});

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
  rows.put('state_changes', {
    id: entry.id,
    memory_id: entry.memoryId,
    user_id: entry.userId,
    old_state: entry.oldState,
    new_state: entry.newState,
    changed_at: entry.changedAt,
  });
}

export function addAccesses({ rows }: WriteContext, entries: Access[]): void {
  for (const entry of entries) {
    rows.put('accesses', {
      id: entry.id,
      memory_id: entry.memoryId,
      user_id: entry.userId,
      app_id: entry.appId,
      kind: entry.kind,
      detail: toText(entry.detail),
      accessed_at: entry.accessedAt,
    });
  }
}
