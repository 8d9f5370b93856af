import {
  applyEdits,
  findNodeAtLocation,
  modify,
  parseTree,
  type FormattingOptions,
  type ParseError,
} from 'jsonc-parser';

const PATH = ['mcpServers', 'loci'];
const LENIENT = { allowTrailingComma: true, disallowComments: false };

/** Keeps comments, order and formatting of everything else. Throws where the text is no JSON object. */
export function addJsonServer(text: string, entry: object): string {
  const source = checked(text);
  const edits = modify(source, PATH, entry, { formattingOptions: formatOf(source) });
  const changed = applyEdits(source, edits);
  return changed.endsWith('\n') || text.trim() !== '' ? changed : `${changed}\n`;
}

export function removeJsonServer(text: string): string {
  if (!hasJsonServer(text)) return text;
  return applyEdits(text, modify(text, PATH, undefined, { formattingOptions: formatOf(text) }));
}

export function hasJsonServer(text: string): boolean {
  const root = parseTree(text, [], LENIENT);
  return root !== undefined && findNodeAtLocation(root, PATH) !== undefined;
}

/** An empty file is an empty object. */
function checked(text: string): string {
  if (text.trim() === '') return '{}';
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, LENIENT);
  if (root?.type !== 'object' || errors.length > 0) throw new Error('The file is not valid JSON: nothing was changed');
  const servers = findNodeAtLocation(root, ['mcpServers']);
  if (servers && servers.type !== 'object') throw new Error('"mcpServers" is not an object: nothing was changed');
  return text;
}

/** As the file is indented. */
function formatOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { insertSpaces: !indent.startsWith('\t'), tabSize: indent.startsWith('\t') ? 1 : indent.length, eol };
}
