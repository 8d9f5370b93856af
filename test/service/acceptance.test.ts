import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, it } from 'vitest';

let dataDir: string;
let running: ChildProcess | undefined;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'loci-acceptance-'));
});
afterAll(async () => {
  running?.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

/** The real service, as its users start it; resolves with its address. */
function serve(): Promise<string> {
  const child = spawn(
    process.execPath,
    [resolve('dist/server/main.cjs'), 'serve', '--port', '0', '--data-dir', dataDir],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  running = child;
  return new Promise((done, fail) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) done((JSON.parse(output) as { url: string }).url);
    });
    child.once('exit', (code) => fail(new Error(`The service ended with ${code ?? 'a signal'}`)));
  });
}

async function killed(): Promise<void> {
  const gone = new Promise((done) => running?.once('exit', done));
  running?.kill('SIGKILL');
  await gone;
}

const read = async (url: string) => (await (await fetch(url)).json()) as any;

it('what an agent adds through MCP is found by every other dialect, and survives kill -9', async () => {
  const url = await serve();
  const client = new Client({ name: 'claude', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp/claude/http/user`)));
  const text = 'The production database is backed up to Ghent every night at four';
  const added = (await client.callTool({ name: 'add_memories', arguments: { text, infer: false } })) as any;
  const id = added.structuredContent.results[0].id as string;
  await client.close();
  await killed();

  const again = await serve();
  const question = encodeURIComponent('where is the production database backed up?');
  expect((await read(`${again}/api/v1/search?q=${question}`)).hits[0].id).toBe(id);
  const omni = await read(`${again}/api/v1/memories/query?app_id=claude&user_id=user&query=${question}`);
  expect(omni.memories[0]).toMatchObject({ memory_id: id, document: text });
  expect((await read(`${again}/api/v1/memories/${id}?user_id=user`)).text).toBe(text);
  expect((await read(`${again}/api/v1/stats?user_id=user`)).total_memories).toBe(1);
  await killed();
});
