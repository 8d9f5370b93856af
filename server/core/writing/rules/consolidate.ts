import { distinctLabels } from '../../text/labels.js';
import { joinSentences, splitSentences } from '../../text/sentences.js';
import { distinctBy } from '../../text/similar.js';

/** A text or a rendered note, taken apart: what stands under each heading, and the lists of the footer. */
interface Parts {
  /** The heading line itself; empty for what stands before the first. */
  sections: Map<string, string[]>;
  footer: Map<string, string[]>;
}

const HEADING = /^#{1,6} /;
const RULE = '---';
const FOOTER_FIELD = /^(Tags|Keywords|Content depth|Depth|Follow-up areas|Follow-up): (.*)$/;

/**
 * A text with every sentence of the older ones and what the newer adds; what is said twice stands once. Notes are merged
 * section by section and stay notes.
 */
export function consolidateByRules(older: string[], newer: string): string {
  const parts: Parts = { sections: new Map(), footer: new Map() };
  for (const text of [...older, newer]) takeApart(text, parts);
  const sections = [...parts.sections].map(([heading, lines]) => [heading, joinLines(lines)]);
  const fields = [...parts.footer].map(([title, items]) => `${title}: ${valueOf(title, items)}`);
  return [
    ...sections.filter(([, body]) => body !== '').flatMap(([heading, body]) => [heading, body]),
    ...(fields.length === 0 ? [] : [RULE, fields.join(' | ')]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function takeApart(text: string, { sections, footer }: Parts): void {
  let heading = '';
  for (const line of text.split(/[\r\n]+/)) {
    const fields = line.split(' | ').map((field) => FOOTER_FIELD.exec(field));
    if (HEADING.test(line)) heading = line.trim();
    else if (fields.every((field) => field !== null))
      for (const [, title = '', value = ''] of fields) addTo(footer, title, value.split(', '));
    else if (line.trim() !== RULE) addTo(sections, heading, [line]);
  }
}

function addTo(lists: Map<string, string[]>, key: string, items: string[]): void {
  const list = lists.get(key) ?? [];
  for (const item of items) list.push(item);
  lists.set(key, list);
}

/** List items stay lines of their own; all other sentences become one paragraph before them. */
function joinLines(lines: string[]): string {
  const isItem = (line: string): boolean => /^\s*[-*•] /.test(line);
  const sentences = lines.filter((line) => !isItem(line)).flatMap(splitSentences);
  const items = distinctBy(lines.filter(isItem), (line) => line);
  return [joinSentences(distinctBy(sentences, (sentence) => sentence)), ...items]
    .filter((part) => part !== '')
    .join('\n');
}

const DEPTHS = ['high', 'medium', 'low'];

/** Of depths the greatest, of lists everything once. */
function valueOf(title: string, items: string[]): string {
  const deepest = /depth/i.test(title) ? DEPTHS.find((depth) => items.includes(depth)) : undefined;
  return deepest ?? distinctLabels(items).join(', ');
}
