import { join } from 'node:path';
import { addJsonServer, hasJsonServer, removeJsonServer } from './json.js';
import { addTomlServer, hasTomlServer, removeTomlServer } from './toml.js';
import { addYamlServer, hasYamlServer, removeYamlServer } from './yaml.js';

/** Where the files of other programs are found on this machine. */
export interface Places {
  home: string;
  /** The editor's folder of what extensions keep (`.../globalStorage`). */
  globalStorage: string;
}

/** Where an agent finds the memory, and what it must send where a token is asked of every program. */
export interface Server {
  url: string;
  headers: Readonly<Record<string, string>>;
}

/** A program that can use the memory: where it keeps its MCP servers, and how Loci is one of them. All pure. */
export interface AgentClient {
  readonly id: string;
  readonly name: string;
  file(places: Places): string;
  /** The text with Loci as this server; the same text again changes nothing. Throws where it makes no sense. */
  add(text: string, server: Server): string;
  /** The text without Loci. */
  remove(text: string): string;
  has(text: string): boolean;
}

/** An entry of JSON, with what is sent where anything is. */
export function withHeaders(entry: object, headers: Server['headers']): object {
  return Object.keys(headers).length > 0 ? { ...entry, headers } : entry;
}

/** Programs whose file is JSON with servers by name. */
function jsonClient(id: string, name: string, file: AgentClient['file'], entry: (url: string) => object): AgentClient {
  return {
    id,
    name,
    file,
    add: (text, { url, headers }) => addJsonServer(text, withHeaders(entry(url), headers)),
    remove: removeJsonServer,
    has: hasJsonServer,
  };
}

export const AGENT_CLIENTS: readonly AgentClient[] = [
  jsonClient(
    'claude',
    'Claude Code',
    ({ home }) => join(home, '.claude.json'),
    (url) => ({ type: 'http', url }),
  ),
  jsonClient(
    'cursor',
    'Cursor',
    ({ home }) => join(home, '.cursor', 'mcp.json'),
    (url) => ({ url }),
  ),
  jsonClient(
    'cline',
    'Cline',
    ({ globalStorage }) => join(globalStorage, 'saoudrizwan.claude-dev', 'settings', 'cline_mcp_settings.json'),
    (url) => ({ type: 'streamableHttp', url }),
  ),
  jsonClient(
    'windsurf',
    'Windsurf',
    ({ home }) => join(home, '.codeium', 'windsurf', 'mcp_config.json'),
    (url) => ({ serverUrl: url }),
  ),
  {
    id: 'continue',
    name: 'Continue',
    file: ({ home }) => join(home, '.continue', 'config.yaml'),
    add: addYamlServer,
    remove: removeYamlServer,
    has: hasYamlServer,
  },
  {
    id: 'codex',
    name: 'Codex',
    file: ({ home }) => join(home, '.codex', 'config.toml'),
    add: addTomlServer,
    remove: removeTomlServer,
    has: hasTomlServer,
  },
];
