import type { FoundPage, IndexTables } from '../../../ports/indexTables.js';

/** A session of no more pages is read whole where any of it is. */
const WHOLE_SESSION = 8;
/** Pages that are read beside those asked for, at most; and of one session. */
const MOST_BESIDE = 200;
const MOST_OF_SESSION = 16;

/** Reads pages with what stands around them in their sessions: what its neighbours say is part of what a turn says. */
export async function readPages(
  tables: IndexTables,
  userId: string,
  wanted: readonly number[],
  touched: () => ReadonlySet<number>,
): Promise<FoundPage[]> {
  if (wanted.length === 0) return [];
  const found = await tables.pages(userId, wanted, WHOLE_SESSION);
  const read = new Set(found.map(({ page }) => page));
  const beside = new Set<number>();
  const sessions = new Set<string>();
  let terms: ReadonlySet<number> | null = null;
  for (const { page, appId, sessionId, session } of found) {
    if (!session || session.pages.length <= WHOLE_SESSION) continue;
    const key = `${appId}\n${sessionId ?? ''}`;
    const around = aroundOf(page, session.pages);
    const others = sessions.has(key) ? [] : session.pages;
    sessions.add(key);
    const alike = others.filter((other) => (terms ??= touched()).has(other)).slice(0, MOST_OF_SESSION);
    for (const other of [...around, ...alike]) if (!read.has(other)) beside.add(other);
  }
  if (beside.size === 0) return found;
  return [...found, ...(await tables.pages(userId, [...beside].slice(0, MOST_BESIDE), 0))];
}

/** The pages before and after one. */
function aroundOf(page: number, pages: readonly number[]): number[] {
  const at = pages.indexOf(page);
  return [pages[at - 1], pages[at + 1]].filter((other) => other !== undefined);
}
