import type { Server } from './clients.js';

const HEADER = /^\s*\[\s*mcp_servers\s*\.\s*(?:loci|"loci")\s*(?:\.[^\]]*)?\]\s*(?:#.*)?$/;
const ANY_HEADER = /^\s*\[/;

/** The text with a table of Loci at its end. */
export function addTomlServer(text: string, { url, headers }: Server): string {
  const body = removeTomlServer(text).trimEnd();
  const pairs = Object.entries(headers).map((pair) => pair.map((part) => JSON.stringify(part)).join(' = '));
  const sent = pairs.length > 0 ? `http_headers = { ${pairs.join(', ')} }\n` : '';
  const table = `[mcp_servers.loci]\nurl = ${JSON.stringify(url)}\n${sent}`;
  return body === '' ? table : `${body}\n\n${table}`;
}

export function removeTomlServer(text: string): string {
  if (!hasTomlServer(text)) return text;
  const body = withoutTables(text.split('\n')).join('\n').trimEnd();
  return body === '' ? '' : `${body}\n`;
}

export function hasTomlServer(text: string): boolean {
  return text.split('\n').some((line) => HEADER.test(line));
}

/** A table lasts until the next header. */
function withoutTables(lines: readonly string[]): string[] {
  let isOurs = false;
  return lines.filter((line) => {
    if (ANY_HEADER.test(line)) isOurs = HEADER.test(line);
    return !isOurs;
  });
}
