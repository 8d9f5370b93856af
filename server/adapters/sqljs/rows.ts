import type { Database, Row, SqlValue } from './database.js';

/** Every table that writes go to, and its primary key. */
export const TABLES = {
  users: ['id'],
  tokens: ['id'],
  apps: ['id'],
  memories: ['id'],
  categories: ['id'],
  memory_categories: ['memory_id', 'category_id'],
  state_changes: ['id'],
  accesses: ['id'],
  tasks: ['id'],
  settings: ['key'],
  buffers: ['key'],
  vectors: ['memory_id'],
  conversations: ['id'],
  messages: ['id'],
  /** Of logs from before each user had numbers of their own. */
  activity_sessions: ['id'],
  user_activity_sessions: ['user_id', 'id'],
  activity_counts: ['user_id'],
  recordings: ['id'],
  screen_texts: ['id'],
} as const;
export type Table = keyof typeof TABLES;

/** One row-level change, as it is executed and as it stands in the log. A removal names the columns that select its rows. */
export type RowChange = { put: string; row: LoggedRow } | { remove: string; where: LoggedRow };
type LoggedRow = Record<string, string | number | null | { base64: string }>;

/** Executes row changes and records them, so that the log can never differ from what was done. */
export interface RowWriter {
  /** Inserts, or updates the row of the same key (which keeps its place). */
  put(table: Table, row: Row): void;
  remove(table: Table, where: Row): void;
  /** The changes since the last call. */
  take(): RowChange[];
}

export function createRowWriter(database: Database): RowWriter {
  let recorded: RowChange[] = [];
  return {
    put(table, row) {
      putRow(database, table, row);
      recorded.push({ put: table, row: toLogged(row) });
    },
    remove(table, where) {
      removeRows(database, table, where);
      recorded.push({ remove: table, where: toLogged(where) });
    },
    take() {
      const taken = recorded;
      recorded = [];
      return taken;
    },
  };
}

/** Does again what the log says was done. Doing it twice is the same as once. */
export function replayChange(database: Database, change: RowChange): void {
  if ('put' in change) putRow(database, tableNamed(change.put), fromLogged(change.row));
  else removeRows(database, tableNamed(change.remove), fromLogged(change.where));
}

function tableNamed(name: string): Table {
  if (!(name in TABLES)) throw new Error(`The log names an unknown table: ${name}`);
  return name as Table;
}

function putRow(database: Database, table: Table, row: Row): void {
  database.run(putSql(table, Object.keys(row)), Object.values(row));
}

function putSql(table: Table, columns: string[]): string {
  const key: readonly string[] = TABLES[table];
  const updates = columns.filter((column) => !key.includes(column)).map((column) => `${column} = excluded.${column}`);
  const action = updates.length > 0 ? `DO UPDATE SET ${updates.join(', ')}` : 'DO NOTHING';
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT (${key.join(', ')}) ${action}`;
}

function removeRows(database: Database, table: Table, where: Row): void {
  const condition = Object.keys(where)
    .map((column) => `${column} = ?`)
    .join(' AND ');
  database.run(`DELETE FROM ${table} WHERE ${condition}`, Object.values(where));
}

function toLogged(row: Row): LoggedRow {
  const hasBytes = Object.values(row).some((value) => value instanceof Uint8Array);
  if (!hasBytes) return row as LoggedRow;
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
    ]),
  );
}

function fromLogged(row: LoggedRow): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]): [string, SqlValue] => [
      column,
      typeof value === 'object' && value !== null ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value,
    ]),
  );
}
