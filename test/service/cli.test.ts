import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoci, type Ended, type Loci } from './support/loci.js';

let loci: Loci;
beforeAll(async () => {
  loci = await createLoci();
});
afterAll(() => loci.close());

/** Runs the command and expects it to succeed. */
async function ok(...args: string[]): Promise<string> {
  const { code, out, err } = await loci.run(args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}
const json = async (...args: string[]): Promise<any> => JSON.parse(await ok(...args, '--json')) as unknown;
const refused = (run: Ended): string => {
  expect({ code: run.code, out: run.out }).toEqual({ code: 2, out: '' });
  return run.err;
};

describe('help', () => {
  it('lists the commands', async () => {
    const overview = await ok();
    for (const name of ['serve', 'status', 'search', 'add', 'import', 'export', 'open', 'doctor', 'stop'])
      expect(overview).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(await ok('--help')).toBe(overview);
    expect(await ok('help')).toBe(overview);
  });

  it.each(['serve', 'status', 'search', 'add', 'import', 'export', 'open', 'doctor', 'stop'])(
    'tells of %s',
    async (name) => {
      const help = await ok(name, '--help');
      expect(help).toMatch(new RegExp(`^Usage: loci ${name} `));
      expect(help).toContain('--json');
      expect(await ok('help', name)).toBe(help);
    },
  );

  it('names every option and variable of serve', async () => {
    const help = await ok('help', 'serve');
    for (const name of [
      '--port',
      '--host',
      '--data-dir',
      '--user',
      '--native-ports',
      '--allowed-origin',
      '--allow-capture',
    ])
      expect(help).toContain(name);
    for (const name of ['--api-key', '--ollama-url', '--log-level', '--token-file', '--idle-exit', 'LOCI_TOKEN'])
      expect(help).toContain(name);
    expect(help).toContain('Command lines can be read by others');
  });

  it('tells the version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await ok('--version')).toBe(`${version}\n`);
  });
});

describe('wrong use', () => {
  it.each([
    [['frobnicate'], 'loci: There is no command "frobnicate"; loci help lists them\n'],
    [['constructor'], 'loci: There is no command "constructor"; loci help lists them\n'],
    [['search'], 'loci: search needs a QUERY\n'],
    [['search', 'x', '--limit', '0'], 'loci: --limit must be a whole number from 1 to 100, not "0"\n'],
    [['add'], 'loci: add needs a TEXT, or - to read the standard input\n'],
    [['import', 'a', 'b'], 'loci: import needs one FILE\n'],
    [['import', 'a', '--mode', 'merge'], 'loci: --mode must be skip or overwrite, not "merge"\n'],
    [['status', 'now'], 'loci: status takes no argument "now"\n'],
    [['doctor', '--fast'], "loci: Unknown option '--fast'\n"],
  ])('of %j is told in one line', async (args, message) => {
    expect(refused(await loci.run(args))).toBe(message);
  });
});

describe('before a service runs', () => {
  it('status says so and fails', async () => {
    expect(await loci.run(['status'])).toEqual({
      code: 1,
      out: `Not running (data directory ${loci.dataDir})\n`,
      err: '',
    });
    const { code, out } = await loci.run(['status', '--json']);
    expect([code, JSON.parse(out)]).toEqual([1, { running: false, dataDir: loci.dataDir }]);
  });

  it('doctor finds nothing wrong', async () => {
    const { ok: isFine, findings } = (await json('doctor')) as {
      ok: boolean;
      findings: { level: string; text: string }[];
    };
    expect(findings.filter(({ level }) => level === 'fail')).toEqual([]);
    expect(isFine).toBe(true);
    expect(findings.map(({ text }) => text).join('\n')).toMatch(
      /Node\.js \d+[^]*build is whole[^]*Data directory[^]*No service runs/,
    );
  });

  it('stop has nothing to do', async () => {
    expect(await ok('stop')).toBe('Not running\n');
  });
});

describe('add and search', () => {
  it('start a service and find again what was said', async () => {
    expect(await ok('add', 'The staging database is called', 'heron')).toMatch(
      /^Remembered [0-9a-f-]{36}: The staging database is called heron\n$/,
    );
    const found = await ok('search', 'what is our staging database?');
    expect(found).toContain('1  The staging database is called heron');
    expect(found).toContain('memory · openmemory');
    const { hits } = (await json('search', 'staging', '--explain')) as {
      hits: { text: string; explanation: unknown[] }[];
    };
    expect(hits[0]).toMatchObject({ text: 'The staging database is called heron' });
    expect(hits[0]!.explanation.length).toBeGreaterThan(0);
  });

  it('read the standard input, for a user and an app', async () => {
    const { code } = await loci.run(['add', '-', '--user', 'anna', '--app', 'notes'], { stdin: 'Anna likes plums\n' });
    expect(code).toBe(0);
    expect(await json('search', 'plums', '--user', 'anna', '--app', 'notes')).toMatchObject({
      hits: [{ text: 'Anna likes plums', app: 'notes' }],
    });
    const other = await loci.run(['search', 'plums']);
    expect(other).toEqual({ code: 0, out: '', err: 'Nothing found\n' });
  });

  it('do not let what is remembered steer the terminal', async () => {
    await ok('add', 'red \u001b[31malert\u0007 okapi\nsecond line');
    const found = await ok('search', 'okapi');
    expect(found).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(found).toContain('okapi second line');
  });

  it('pass on what the service refuses', async () => {
    const { code, err } = await loci.run(['search', 'x', '--from', 'once']);
    expect([code, err]).toEqual([1, expect.stringContaining('from')]);
    expect((await loci.run(['add', '-'], { stdin: ' \n' })).err).toBe('loci: There is no text to remember\n');
  });
});

describe('export and import', () => {
  it('carry the memories of a user to another', async () => {
    const file = join(loci.dataDir, '../heron.zip');
    const exported = (await json('export', '--out', file)) as { file: string; bytes: number };
    expect(exported).toEqual({ file, bytes: (await stat(file)).size });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await ok('add', 'Berta is here', '--user', 'berta');
    expect(await ok('import', file, '--user', 'berta')).toContain('Import completed');
    expect(await ok('search', 'staging database', '--user', 'berta')).toContain('heron');
  });

  it('write to the standard output', async () => {
    const { code, out } = await loci.run(['export', '--out', '-']);
    expect([code, out.slice(0, 2)]).toEqual([0, 'PK']);
  });

  it('say what is wrong with a file', async () => {
    const file = join(loci.dataDir, '../broken.zip');
    await writeFile(file, 'not a zip');
    const broken = await loci.run(['import', file]);
    expect([broken.code, broken.err]).toEqual([1, expect.stringMatching(/^loci: The service refused: .*zip/i)]);
    const missing = await loci.run(['import', `${file}.none`]);
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('ENOENT')]);
    const nobody = await loci.run(['export', '--user', 'nobody']);
    expect([nobody.code, nobody.err]).toEqual([1, 'loci: The service refused: User not found\n']);
  });
});

describe('while the service runs', () => {
  it('status tells what it holds', async () => {
    const report = (await json('status')) as Record<string, unknown>;
    expect(report).toMatchObject({ running: true, dataDir: loci.dataDir, users: 3 });
    const text = await ok('status');
    expect(text).toContain(`Address    ${String(report.url)}`);
    expect(text).toContain(`Memories   ${String(report.memories)} of 3 users`);
  });

  it('doctor measures the disk and knows the service', async () => {
    const text = await ok('doctor');
    expect(text).toMatch(/^ok {4}A durable write takes the disk \d+\.\d\d ms/m);
    expect(text).toMatch(/^ok {4}The service \S+ runs at http/m);
  });

  it('stop ends it', async () => {
    expect(await ok('stop')).toMatch(/^Stopped \(process \d+\)\n$/);
    expect((await loci.run(['status'])).code).toBe(1);
  });
});

describe('doctor', () => {
  it('names what is wrong, with a remedy, and fails', async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const { port } = taken.address() as AddressInfo;
    const { code, out } = await loci.run(['doctor'], {
      env: { LOCI_PORT: String(port), LOCI_OLLAMA_URL: 'http://127.0.0.1:1', USER: 'me' },
    });
    taken.close();
    expect(code).toBe(1);
    expect(out).toContain(`fail  Port ${port} is taken by another program\n      Choose another with --port`);
    expect(out).toContain("USER is ignored: it is this system's login name");
    expect(out).toMatch(/warn {2}Ollama does not answer at/);
  });

  it('counts settings that make no sense, and only they stand in its way', async () => {
    const { code, out } = await loci.run(['doctor'], { env: { LOCI_LOG_LEVEL: 'loud' } });
    expect(code).toBe(1);
    expect(out).toContain('fail  LOCI_LOG_LEVEL must be debug, info, warn or error, not "loud"');
  });

  it('counts a place where nothing can be kept', async () => {
    const file = join(loci.dataDir, '../file');
    await writeFile(file, '');
    const { code, out } = await loci.run(['doctor', '--data-dir', join(file, 'data')]);
    expect(code).toBe(1);
    expect(out).toContain(`fail  Data directory ${join(file, 'data')} cannot be made`);
  });

  it('warns of data that others can read', async () => {
    await chmod(loci.dataDir, 0o755);
    const { code, out } = await loci.run(['doctor']);
    expect(code).toBe(0);
    expect(out).toContain(`warn  Others on this machine can read ${loci.dataDir}`);
  });
});
