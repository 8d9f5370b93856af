import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';

/** A real PostgreSQL in a temporary directory, listening on this machine alone. */
export interface PostgresServer {
  port: number;
  /** Of its own superuser, in a database. */
  url(database: string): string;
  /** A new, empty database; its address. */
  createDatabase(template?: string): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** Runs one statement as superuser, outside of any test's database. */
  administer(sql: string): Promise<pg.QueryResult>;
  /** Ends it at once, as if the machine had failed, or after what is at work; it does not come back by itself. */
  halt(how: 'immediate' | 'fast'): Promise<void>;
  /** Starts it again on the same data and port; nothing happens when it runs. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Writes survive a crash of the machine; without it everything is faster. */
  isDurable?: boolean;
  settings?: Record<string, string | number>;
  /** It follows this one, and takes no writes until it is promoted. */
  standbyOf?: PostgresServer;
}

const USER = 'postgres';

/** The folder of PostgreSQL's programs; null = there is none on this machine. */
export function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  const folders = [...versions.reverse(), ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null;
}

/** PostgreSQL refuses to run as root. */
function identity(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const ask = (flag: string): number => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }));
  return { uid: ask('-u'), gid: ask('-g') };
}

/** Takes a second or two. Throws when there is no PostgreSQL. */
export async function startPostgres({
  isDurable = false,
  settings = {},
  standbyOf,
}: PostgresOptions = {}): Promise<PostgresServer> {
  const programs = findPostgres();
  if (programs === null) throw new Error('There is no PostgreSQL on this machine (Debian: apt-get install postgresql)');
  const directory = mkdtempSync(join(tmpdir(), 'loci-postgres-'));
  const as = identity();
  if (as.uid !== undefined && as.gid !== undefined) chownSync(directory, as.uid, as.gid);
  const data = join(directory, 'data');
  const [maker, making] = standbyOf
    ? ['pg_basebackup', ['-D', data, '-d', standbyOf.url(USER), '--checkpoint=fast', '--write-recovery-conf']]
    : ['initdb', ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-instructions']];
  execFileSync(join(programs, maker), [...making, '--no-sync'], {
    ...as,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await freePort();
  const fast = isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    port,
    max_connections: 200,
    max_prepared_transactions: 0,
    ...fast,
    ...settings,
  };
  const args = ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const url = (database: string): string => `postgres://${USER}@127.0.0.1:${port}/${database}`;
  let server = run(join(programs, 'postgres'), args, directory, as);
  await answers(url(USER));
  let made = 0;
  const administer = async (sql: string): Promise<pg.QueryResult> => {
    const client = new pg.Client(url(USER));
    await client.connect();
    try {
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };
  return {
    port,
    url,
    administer,
    async createDatabase(template = 'template0') {
      const name = `test_${process.pid}_${Date.now()}_${made++}`;
      await administer(`CREATE DATABASE ${name} TEMPLATE ${template}`);
      return url(name);
    },
    async dropDatabase(address) {
      await administer(`DROP DATABASE IF EXISTS ${new URL(address).pathname.slice(1)} WITH (FORCE)`);
    },
    async halt(how) {
      const postmaster = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
      const ended = hasEnded(server);
      process.kill(postmaster, how === 'immediate' ? 'SIGQUIT' : 'SIGINT');
      await ended;
      server.stdin?.destroy();
    },
    async resume() {
      if (server.exitCode === null) return;
      server = run(join(programs, 'postgres'), args, directory, as);
      await answers(url(USER));
    },
    async stop() {
      const ended = hasEnded(server);
      server.stdin?.end();
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** It ends with whoever started it, also when that is killed: its end of the pipe closes then. */
const GUARD =
  '"$@" & server=$!; (cat >/dev/null; kill -INT $server 2>/dev/null) <&3 & guard=$!; wait $server; kill $guard 2>/dev/null';

function run(program: string, args: string[], cwd: string, as: { uid?: number; gid?: number }): ChildProcess {
  return spawn('sh', ['-c', `exec 3<&0; ${GUARD}`, 'sh', program, ...args], {
    ...as,
    cwd,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
}

const hasEnded = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve));

async function answers(url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      return;
    } catch (error) {
      if (attempt > 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
