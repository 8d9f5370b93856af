import { readFile } from 'node:fs/promises';
import initSqlJs, { type Database as SqlJsDatabase, type Statement } from 'sql.js';

export type SqlValue = string | number | null | Uint8Array;
export type Row = Record<string, SqlValue>;

/** SQLite in memory with its prepared statements kept. */
export interface Database {
  all<T extends Row>(sql: string, params?: SqlValue[]): T[];
  get<T extends Row>(sql: string, params?: SqlValue[]): T | undefined;
  run(sql: string, params?: SqlValue[]): void;
  /** The whole database as the bytes of a file. Ends any open transaction's statements: call it between transactions. */
  export(): Uint8Array;
  close(): void;
}

export type OpenDatabase = (bytes?: Uint8Array) => Database;

const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** SQLite as all threads of a process may share it: compiling it is most of what opening a store costs. */
export function compileSqlite(wasmFile: string): Promise<WebAssembly.Module> {
  const known = compiled.get(wasmFile);
  if (known) return known;
  const compiling = readFile(wasmFile).then((bytes) => WebAssembly.compile(bytes));
  compiled.set(wasmFile, compiling);
  compiling.catch(() => compiled.delete(wasmFile));
  return compiling;
}

/** Makes a SQLite for this thread; the result opens databases, empty or from the bytes of a file. */
export async function loadSqlite(module: WebAssembly.Module): Promise<OpenDatabase> {
  const sqlite = await initSqlJs({
    instantiateWasm(imports, done) {
      done(new WebAssembly.Instance(module, imports));
      return {};
    },
  });
  return (bytes) => wrap(new sqlite.Database(bytes));
}

function wrap(database: SqlJsDatabase): Database {
  const statements = new Map<string, Statement>();
  const configure = (): void => {
    // The log is what makes writes durable; SQLite itself only needs to be able to roll back.
    database.run(
      'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;',
    );
    // SQLite folds the case of ASCII alone.
    database.create_function('fold', (text: string | null) => (text === null ? null : text.toLowerCase()));
  };
  const prepare = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  configure();
  return {
    all<T extends Row>(sql: string, params: SqlValue[] = []): T[] {
      const statement = prepare(sql);
      const rows: T[] = [];
      try {
        statement.bind(params);
        while (statement.step()) rows.push(statement.getAsObject() as T);
      } finally {
        statement.reset();
      }
      return rows;
    },
    get<T extends Row>(sql: string, params: SqlValue[] = []): T | undefined {
      const statement = prepare(sql);
      try {
        statement.bind(params);
        return statement.step() ? (statement.getAsObject() as T) : undefined;
      } finally {
        statement.reset();
      }
    },
    run(sql, params = []) {
      const statement = prepare(sql);
      try {
        statement.run(params);
      } finally {
        statement.reset();
      }
    },
    export() {
      // Exporting closes and reopens the database: prepared statements and settings go with it.
      for (const statement of statements.values()) statement.free();
      statements.clear();
      const bytes = database.export();
      configure();
      return bytes;
    },
    close() {
      statements.clear();
      database.close();
    },
  };
}
