import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Database, Session } from '../../server/adapters/postgres/pool.js';
import { createIndexTables } from '../../server/adapters/postgres/index/tables.js';
import { EVERY_INDEX_USER, EVERY_USER } from '../../server/adapters/postgres/sql.js';
import { openDatabase } from '../../server/adapters/postgres/store.js';
import { createStoredIndex } from '../../server/core/retrieval/stored/storedIndex.js';
import { describeStore } from '../adapters/store/contract.js';
import { documentOf, queryOf } from '../core/retrieval/support.js';
import { afterwards } from '../support/afterwards.js';
import { isPostgresHere, readSchema } from '../support/databases.js';
import { silentLog } from '../support/silentLog.js';
import { lentDatabase, openStore } from './support.js';

/** Every statement that the contract of stores makes the store run. */
const statements = new Set<string>();

function recorded(session: Session): Session {
  const note = (sql: string): string => {
    statements.add(sql.replace(/\s+/g, ' ').trim());
    return sql;
  };
  return {
    all: (sql, params) => session.all(note(sql), params),
    get: (sql, params) => session.get(note(sql), params),
    run: (sql, params) => session.run(note(sql), params),
    often(statement, params) {
      note(statement.sql);
      return session.often(statement, params);
    },
  };
}

/** The same database, which others cannot tell from itself, with its statements noted. */
const recording = (database: Database): Database => ({
  ...database,
  ...recorded(database),
  get stats() {
    return database.stats;
  },
  transaction: (work) => database.transaction((session) => work(recorded(session))),
});

const NOTE = /\/\* every user: (\w+) \*\//;
const count = (text: string, part: RegExp): number => [...text.matchAll(part)].length;

/**
 * What keeps a statement with one user; empty = nothing is missing. Of each table of users' rows that it names, the user
 * must be given, or be that of a row whose user is given.
 */
function missing(sql: string, userTables: ReadonlySet<string>): string {
  const named = [...sql.matchAll(/loci\.(\w+)/g)].flatMap(([, name]) => (userTables.has(name!) ? [name!] : []));
  if (named.length === 0) return '';
  const inserted = count(sql, /INSERT INTO loci\.\w+ \((?:[^)]*\b)?user_id\b/g);
  const bound = count(sql, /user_id = \$\d+/g);
  const joined = count(sql, /user_id = \w+\.user_id/g);
  if (inserted + bound === 0) return 'no user is given';
  return inserted + bound + joined >= named.length ? '' : `${named.length} tables, but fewer users`;
}

describe.skipIf(!isPostgresHere())('the store on PostgreSQL', () =>
  describeStore(async () => openStore(await lentDatabase(), { wrap: recording })),
);

describe.skipIf(!isPostgresHere())('its statements', () => {
  it('of the search index are asked too', async () => {
    const database = await openDatabase({ url: await lentDatabase(), poolSize: 2, log: silentLog });
    afterwards(() => database.close());
    const tables = createIndexTables(recording(database));
    const index = createStoredIndex(tables);
    const documents = Array.from({ length: 300 }, (_, at) =>
      documentOf(`d${at}`, `common number${at}`, { sessionId: at % 2 ? 's' : null }),
    );
    await index.put(documents);
    await index.put([documentOf('d1', 'changed')]);
    for (const sessionId of ['s', undefined]) await index.search(queryOf('common numbre7 changed', { sessionId }));
    await index.search(queryOf('common', { userId: null }));
    await index.remove(documents.slice(0, 200));
    await index.remove(documents);
    const due = { userId: 'ann', source: 'memory', id: 'd1', revision: 1 } as const;
    await tables.due('ann', ['d1']);
    await tables.dueAfter(null, 1);
    await index.takeOver('ann', { due: [due], documents: [], isPatient: false });
    await index.status();
  });

  afterAll(() => statements.clear());

  it('concern one user, but for those that are listed', async () => {
    const { userTables } = await readSchema(await lentDatabase());
    expect(userTables.size).toBeGreaterThan(10);
    expect(statements.size).toBeGreaterThan(80);
    const listed = [...statements].filter((sql) => NOTE.test(sql));
    const wrong = [...statements]
      .filter((sql) => !NOTE.test(sql))
      .flatMap((sql) => {
        const reason = missing(sql, userTables);
        return reason === '' ? [] : [`${reason}: ${sql}`];
      });
    expect(wrong).toEqual([]);
    const names = new Set(listed.map((sql) => NOTE.exec(sql)?.[1]));
    const { indexVectors: _, ...ofIndex } = EVERY_INDEX_USER;
    expect([...names].toSorted()).toEqual(Object.keys({ ...EVERY_USER, ...ofIndex }).toSorted());
  });

  it('would be found out if they did not', () => {
    const tables = new Set(['memories', 'apps']);
    expect(missing('SELECT * FROM loci.memories WHERE id = $1', tables)).not.toBe('');
    expect(missing('UPDATE loci.memories SET user_id = user_id WHERE id = $1', tables)).not.toBe('');
    expect(
      missing('SELECT 1 FROM loci.memories m JOIN loci.apps a ON a.id = m.app_id WHERE m.user_id = $1', tables),
    ).not.toBe('');
    expect(
      missing('SELECT 1 FROM loci.memories m JOIN loci.apps a ON a.user_id = m.user_id WHERE m.user_id = $1', tables),
    ).toBe('');
  });
});

describe.skipIf(!isPostgresHere())('for a distributed PostgreSQL', () => {
  it('each table is placed, and its keys begin with or hold the user', async () => {
    const { userTables, otherTables, uniqueKeys } = await readSchema(await lentDatabase());
    const sql = await readFile('server/adapters/postgres/citus.sql', 'utf8');
    const placed = (how: string) =>
      [...sql.matchAll(new RegExp(`create_${how}_table\\('loci\\.(\\w+)'`, 'g'))].map(([, name]) => name).toSorted();
    expect(placed('distributed')).toEqual([...userTables].toSorted());
    expect(placed('reference')).toEqual([...otherTables].filter((name) => name !== 'schema_version').toSorted());
    for (const { table, columns } of uniqueKeys.filter(({ table }) => userTables.has(table)))
      expect([table, columns[0]]).toEqual([table, 'user_id']);
    for (const statement of sql.matchAll(/create_distributed_table\([^)]*\)/g))
      expect(statement[0]).toMatch(/'user_id'(, colocate_with => 'loci\.apps')?\)$/);
  });
});
