import type { IndexDocument, IndexQuery } from '../../../server/ports/searchIndex.js';

export const NOW = Date.UTC(2024, 4, 20, 12);
const MINUTE = 60_000;

/** A document of user `ann`, told an hour before now unless said otherwise. */
export function documentOf(id: string, text: string, other: Partial<IndexDocument> = {}): IndexDocument {
  const toldAt = other.toldAt ?? NOW - 60 * MINUTE;
  return {
    id,
    kind: 'memory',
    userId: 'ann',
    appId: 'app',
    sessionId: null,
    text,
    speaker: null,
    toldAt,
    createdAt: toldAt,
    ...other,
  };
}

/** The turns of one session, a minute apart; ids count from `prefix1`. */
export function sessionOf(
  prefix: string,
  turns: [speaker: string, text: string][],
  other: Partial<IndexDocument> = {},
): IndexDocument[] {
  const start = other.toldAt ?? NOW - 600 * MINUTE;
  return turns.map(([speaker, text], i) =>
    documentOf(`${prefix}${String(i + 1)}`, text, { sessionId: prefix, ...other, speaker, toldAt: start + i * MINUTE }),
  );
}

export function queryOf(text: string, other: Partial<IndexQuery> = {}): IndexQuery {
  return { text, userId: 'ann', now: NOW, limit: 10, ...other };
}
