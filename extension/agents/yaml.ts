import type { Server } from './clients.js';

const LIST = /^mcpServers:[ \t]*(?:\[\s*\])?[ \t]*(?:#.*)?$/;
const ANY_LIST = /^mcpServers:/;
const ITEM = /^([ \t]*)-[ \t]+/;
const NAME = /^[ \t]*(?:-[ \t]+)?name:[ \t]*["']?Loci["']?[ \t]*(?:#.*)?$/;

/** What a file of this kind begins with when there is none yet. */
const NEW_FILE = 'name: Local\nversion: 1.0.0\nschema: v1\n';

/** The text with Loci in its list `mcpServers`. Throws where the list is written in a way that is not edited here. */
export function addYamlServer(text: string, server: Server): string {
  const lines = removeYamlServer(text === '' ? NEW_FILE : text).split('\n');
  const at = lines.findIndex((line) => ANY_LIST.test(line));
  if (at === -1) return `${lines.join('\n').trimEnd()}\n\nmcpServers:\n${item('  ', server).join('\n')}\n`;
  if (!LIST.test(lines[at] ?? '')) throw new Error('"mcpServers" is not a plain list: nothing was changed');
  const indent = ITEM.exec(lines[at + 1] ?? '')?.[1] ?? '  ';
  return [...lines.slice(0, at), 'mcpServers:', ...item(indent, server), ...lines.slice(at + 1)].join('\n');
}

export function removeYamlServer(text: string): string {
  const lines = text.split('\n');
  const range = ourItem(lines);
  if (!range) return text;
  const kept = [...lines.slice(0, range.start), ...lines.slice(range.end)];
  const at = kept.findIndex((line) => LIST.test(line));
  // A list without items would be no list any more.
  if (at !== -1 && !ITEM.test(kept[at + 1] ?? '')) kept.splice(at, 1);
  return kept.join('\n');
}

export function hasYamlServer(text: string): boolean {
  return ourItem(text.split('\n')) !== null;
}

function item(indent: string, { url, headers }: Server): string[] {
  const sent = Object.entries(headers).map(([name, value]) => `${indent}      ${name}: ${JSON.stringify(value)}`);
  return [
    `${indent}- name: Loci`,
    `${indent}  type: streamable-http`,
    `${indent}  url: ${JSON.stringify(url)}`,
    ...(sent.length > 0 ? [`${indent}  requestOptions:`, `${indent}    headers:`, ...sent] : []),
  ];
}

/** Lines of our item within the list; null = it has none. */
function ourItem(lines: readonly string[]): { start: number; end: number } | null {
  const list = lines.findIndex((line) => ANY_LIST.test(line));
  if (list === -1) return null;
  let end = list + 1;
  let start = -1;
  let isOurs = false;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? '';
    const isInside = line.trim() === '' || /^[ \t]/.test(line) || line.startsWith('-');
    if (!isInside || ITEM.test(line)) {
      if (isOurs) return { start, end };
      if (!isInside) return null;
      start = end;
    }
    if (start !== -1 && NAME.test(line)) isOurs = true;
  }
  if (!isOurs) return null;
  while (end > start && lines[end - 1]?.trim() === '') end--;
  return { start, end };
}
