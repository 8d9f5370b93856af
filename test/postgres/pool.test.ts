import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../server/adapters/postgres/address.js';
import { migrate } from '../../server/adapters/postgres/migrate.js';
import { createDatabase, type Database, type DatabaseOptions } from '../../server/adapters/postgres/pool.js';
import { afterwards } from '../support/afterwards.js';
import { administer, isPostgresHere } from '../support/databases.js';
import { silentLog } from '../support/silentLog.js';
import { emptyDatabase } from './support.js';

function open(url: string, options: Partial<DatabaseOptions> = {}): Database {
  const database = createDatabase({ address: parseDatabaseUrl(url), size: 4, log: silentLog, ...options });
  afterwards(() => database.close());
  return database;
}

const terminateAll = (url: string) =>
  administer(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${new URL(url).pathname.slice(1)}'`,
  );

describe('an address', () => {
  it('is told without its password, whatever it holds', () => {
    const { servers, location } = parseDatabaseUrl(
      'postgres://me:s3cr:et@one:5433,two/loci?sslmode=disable&target_session_attrs=any',
    );
    expect(servers).toEqual([
      'postgres://me:s3cr:et@one:5433/loci?sslmode=disable',
      'postgres://me:s3cr:et@two/loci?sslmode=disable',
    ]);
    expect(location).toBe('postgres://me@one:5433,two/loci');
    expect(() => parseDatabaseUrl('mysql://me:secret@host/x')).toThrow(/^must be postgres:\/\/USER/);
  });
});

describe.skipIf(!isPostgresHere())('a database', () => {
  it('takes and gives every text and number as it is', async () => {
    const database = open(await emptyDatabase());
    const text = 'nul \0, 爱吃西瓜 🍉, \\ \' "';
    const row = await database.get(
      'SELECT $1::text AS text, $2::float8 AS time, $3::int8 AS whole, $4::bytea AS bytes',
      [text, 1700000000123.5, 9007199254740991, new Uint8Array([0, 255])],
    );
    expect(row).toEqual({ text, time: 1700000000123.5, whole: 9007199254740991, bytes: Buffer.from([0, 255]) });
    expect((await database.get('SELECT $1::text AS text', ['x\ud800y']))?.['text']).toBe('x\ufffdy');
  });

  it('commits all of a transaction or none', async () => {
    const database = open(await emptyDatabase());
    await database.transaction((session) => session.run('CREATE TABLE t (n int)'));
    await expect(
      database.transaction(async (session) => {
        await session.run('INSERT INTO t VALUES (1)');
        await session.run('INSERT INTO nowhere VALUES (1)');
      }),
    ).rejects.toMatchObject({ code: 'internal' });
    expect(await database.get('SELECT count(*) AS n FROM t')).toEqual({ n: 0 });
  });

  it('runs transactions again that were in each other’s way', async () => {
    const database = open(await emptyDatabase());
    await database.transaction(async (session) => {
      await session.run('CREATE TABLE t (id int PRIMARY KEY, n int)');
      await session.run('INSERT INTO t VALUES (1, 0), (2, 0)');
    });
    const both = (first: number, second: number) =>
      database.transaction(async (session) => {
        await session.run('UPDATE t SET n = n + 1 WHERE id = $1', [first]);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await session.run('UPDATE t SET n = n + 1 WHERE id = $1', [second]);
      });
    await Promise.all([both(1, 2), both(2, 1)]);
    expect(await database.all('SELECT n FROM t')).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('outlives the end of all its connections, at rest and in a transaction', async () => {
    const url = await emptyDatabase();
    const database = open(url);
    await database.transaction((session) => session.run('CREATE TABLE t (n int)'));
    await Promise.all([1, 2, 3, 4].map(() => database.get('SELECT pg_sleep(0.05)')));
    await terminateAll(url);
    expect(await database.get('SELECT 1 AS n')).toEqual({ n: 1 });
    let runs = 0;
    await database.transaction(async (session) => {
      await session.run('INSERT INTO t VALUES (1)');
      if (runs++ === 0) await terminateAll(url);
      await session.run('INSERT INTO t VALUES (2)');
    });
    expect(runs).toBe(2);
    expect(await database.all('SELECT n FROM t ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('is unavailable, without a word of the password, where nobody answers, and when all wait too long', async () => {
    const nobody = open('postgres://me:s3cret@127.0.0.1:1/x', { connectMs: 300 });
    const failure = await nobody.get('SELECT 1').catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code: 'unavailable', message: 'The database is away' });
    expect(JSON.stringify([failure, (failure as Error).cause, (failure as Error).stack])).not.toContain('s3cret');
    const busy = open(await emptyDatabase(), { size: 1, connectMs: 1000 });
    await busy.transaction(async () => {
      await expect(busy.get('SELECT 1')).rejects.toMatchObject({ code: 'unavailable' });
      expect(busy.stats).toMatchObject({ max: 1, created: 1, idle: 0 });
    });
    const hasty = open(await emptyDatabase(), { statementMs: 500 });
    await expect(hasty.get('SELECT pg_sleep(30)')).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The database took too long',
    });
  });

  it('goes to the server that takes writes', async () => {
    const url = await emptyDatabase();
    const name = new URL(url).pathname.slice(1);
    const two = url.replace('127.0.0.1', '127.0.0.1:1,127.0.0.1');
    expect(await open(two).get('SELECT 1 AS n')).toEqual({ n: 1 });
    await administer(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await expect(open(url, { connectMs: 300 }).get('SELECT 1')).rejects.toMatchObject({ code: 'unavailable' });
    await administer(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
  });
});

describe.skipIf(!isPostgresHere())('migrations', () => {
  const version = (database: Database) => database.all('SELECT version FROM loci.schema_version ORDER BY version');

  it('run once, however many instances start', async () => {
    const url = await emptyDatabase();
    const steps = [['CREATE TABLE one (n int)'], ['CREATE TABLE two (n int)']];
    const databases = [open(url), open(url), open(url)];
    await Promise.all(databases.map((database) => migrate(database, silentLog, steps)));
    expect(await version(databases[0]!)).toEqual([{ version: 1 }, { version: 2 }]);
    await migrate(databases[0]!, silentLog, [...steps, ['ALTER TABLE one ADD COLUMN m int']]);
    expect(await databases[0]!.all('SELECT n, m FROM loci.one')).toEqual([]);
  });

  it('leave nothing of a step that fails', async () => {
    const database = open(await emptyDatabase());
    const failing = [['CREATE TABLE one (n int)', 'CREATE TABLE one (n int)']];
    await expect(migrate(database, silentLog, failing)).rejects.toMatchObject({ code: 'internal' });
    await migrate(database, silentLog, [['CREATE TABLE one (n int)']]);
    expect(await version(database)).toEqual([{ version: 1 }]);
  });

  it('refuse what a newer program wrote', async () => {
    const database = open(await emptyDatabase());
    await migrate(database, silentLog, [['CREATE TABLE one (n int)'], ['CREATE TABLE two (n int)']]);
    await expect(migrate(database, silentLog, [['CREATE TABLE one (n int)']])).rejects.toThrow(/newer version/);
  });
});
