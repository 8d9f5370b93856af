import { describe, expect, it } from 'vitest';
import { AGENT_CLIENTS } from '../../extension/agents/clients.js';

const URL = 'http://127.0.0.1:8765/mcp/agent/http/user';
const SERVER = { url: URL, headers: {} };
const clientOf = (id: string) => AGENT_CLIENTS.find((client) => client.id === id)!;

/** Files as their programs write them, with things of their own in them. */
const SAMPLES: Record<string, string> = {
  claude: '{\n  "numStartups": 4,\n  "mcpServers": {\n    "other": { "type": "stdio", "command": "x" }\n  }\n}\n',
  cursor: '{\n\t"mcpServers": {\n\t\t"other": { "url": "http://127.0.0.1:1/" }\n\t}\n}\n',
  cline: '{ "mcpServers": {} }',
  windsurf: '{\r\n  "mcpServers": {}\r\n}\r\n',
  continue:
    'name: Mine\nversion: 1.0.0\nschema: v1\n# my models\nmodels:\n  - name: A\n    provider: ollama\nmcpServers:\n  - name: Other\n    command: x\nrules:\n  - be brief\n',
  codex: 'model = "x"\n\n[mcp_servers.other]\ncommand = "y" # mine\n\n[profiles.fast]\nmodel = "z"\n',
};

describe.each(AGENT_CLIENTS.map(({ id }) => id))('the configuration of %s', (id) => {
  const client = clientOf(id);
  const sample = SAMPLES[id]!;

  it('gets Loci without losing anything', () => {
    const changed = client.add(sample, SERVER);
    expect(changed).toContain(URL);
    expect(client.has(changed)).toBe(true);
    for (const word of sample.match(/\w+/g)!) expect(changed).toContain(word);
  });

  it('is the same when it is given twice, and follows another address', () => {
    const once = client.add(sample, SERVER);
    expect(client.add(once, SERVER)).toBe(once);
    const moved = client.add(once, { url: 'http://127.0.0.1:9999/mcp', headers: {} });
    expect(moved).not.toContain(URL);
    expect(client.add(moved, SERVER)).toBe(once);
  });

  it('is as before when Loci is taken away, and stays so', () => {
    const removed = client.remove(client.add(sample, SERVER));
    expect(removed.replaceAll(/\s+/g, '')).toBe(sample.replaceAll(/\s+/g, ''));
    expect(client.has(removed)).toBe(false);
    expect(client.remove(sample)).toBe(sample);
  });

  it('carries the token where one is asked for, and loses it with it', () => {
    const guarded = client.add(sample, { url: URL, headers: { 'X-Loci-Token': 'a "quoted" token' } });
    expect(guarded).toContain('X-Loci-Token');
    expect(guarded).toContain('a \\"quoted\\" token');
    expect(client.add(guarded, SERVER)).toBe(client.add(sample, SERVER));
    expect(client.remove(guarded).replaceAll(/\s+/g, '')).toBe(sample.replaceAll(/\s+/g, ''));
  });

  it('is made where there is none', () => {
    const made = client.add('', SERVER);
    expect(client.has(made)).toBe(true);
    expect(client.add(made, SERVER)).toBe(made);
    expect(client.has(client.remove(made))).toBe(false);
  });

  it('lies at an absolute path', () => {
    expect(client.file({ home: '/home/me', globalStorage: '/editor/globalStorage' })).toMatch(/^\/(home\/me|editor)\//);
  });
});

describe('configurations that are not edited', () => {
  it.each(['[]', '{ "mcpServers": ', '{ "mcpServers": [] }', 'nonsense'])('JSON: %s', (text) => {
    expect(() => clientOf('claude').add(text, SERVER)).toThrow('nothing was changed');
  });

  it('a YAML list in one line', () => {
    expect(() => clientOf('continue').add('mcpServers: [{ name: Other }]\n', SERVER)).toThrow('nothing was changed');
  });
});

describe('comments and formatting', () => {
  it('of JSON stay', () => {
    const text = '{\n    // mine\n    "mcpServers": {\n    },\n}\n';
    const changed = clientOf('cursor').add(text, SERVER);
    expect(changed).toContain('// mine');
    expect(changed).toContain(`\n        "loci"`);
  });

  it('of an empty YAML list become a list', () => {
    expect(clientOf('continue').add('mcpServers: []\n', SERVER)).toBe(
      `mcpServers:\n  - name: Loci\n    type: streamable-http\n    url: "${URL}"\n`,
    );
  });

  it('of TOML stay, with the tables of tables of Loci gone', () => {
    const text = '[mcp_servers.loci]\nurl = "old"\n[mcp_servers.loci.http_headers]\na = "b"\n[other]\nx = 1 # y\n';
    expect(clientOf('codex').add(text, SERVER)).toBe(`[other]\nx = 1 # y\n\n[mcp_servers.loci]\nurl = "${URL}"\n`);
  });
});
