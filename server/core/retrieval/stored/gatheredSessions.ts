import type { Columns } from '../lexical/columns.js';
import type { Session, Sessions } from '../lexical/sessions.js';
import type { GatheredPage } from './gathered.js';

/**
 * Puts the documents of each session in order and next to each other. A session is as long as it is with what was not
 * read; turns between which something was not read are no neighbours.
 */
export function gatherSessions(
  pages: readonly GatheredPage[],
  columns: Columns,
  pageOf: Int32Array,
): Pick<Sessions, 'get' | 'withId' | 'limit'> {
  const sessions: Session[] = [];
  for (const own of pagesBySession(pages)) {
    const [first] = own;
    if (!first) continue;
    const slots = own.flatMap(({ start, view }) => Array.from({ length: view.count }, (_, at) => start + at));
    order(slots, columns);
    const number = sessions.length;
    for (const slot of slots) columns.session[slot] = number;
    const id = first.sessionId ?? '';
    sessions.push({ number, app: first.app, id, slots, length: first.session?.length ?? 0 });
    link(slots, columns, nearness(pages, pageOf, own));
  }
  return {
    limit: sessions.length,
    get: (number) => sessions[number],
    withId: (id) => new Set(sessions.filter((session) => session.id === id).map(({ number }) => number)),
  };
}

function pagesBySession(pages: readonly GatheredPage[]): GatheredPage[][] {
  const sessions = new Map<string, GatheredPage[]>();
  for (const page of pages) {
    if (page.sessionId === null) continue;
    const key = `${page.app}\n${page.sessionId}`;
    const known = sessions.get(key);
    if (known) known.push(page);
    else sessions.set(key, [page]);
  }
  return [...sessions.values()];
}

/** By the time told of, then by arrival; mostly they are in order already. */
function order(slots: number[], { toldAt, arrival }: Columns): void {
  const compare = (a: number, b: number): number =>
    (toldAt[a] ?? 0) - (toldAt[b] ?? 0) || (arrival[a] ?? 0) - (arrival[b] ?? 0);
  const isInOrder = slots.every((slot, at) => at === 0 || compare(slots[at - 1] ?? -1, slot) <= 0);
  if (!isInOrder) slots.sort(compare);
}

function link(slots: readonly number[], { previous, next }: Columns, areNear: (a: number, b: number) => boolean): void {
  for (let at = 1; at < slots.length; at++) {
    const [before, after] = [slots[at - 1] ?? -1, slots[at] ?? -1];
    if (!areNear(before, after)) continue;
    next[before] = after;
    previous[after] = before;
  }
}

/** Whether nothing of the session lies between two slots that was not read. */
function nearness(
  pages: readonly GatheredPage[],
  pageOf: Int32Array,
  own: readonly GatheredPage[],
): (a: number, b: number) => boolean {
  const all = own[0]?.session?.pages ?? [];
  if (own.length >= all.length) return () => true;
  const placeOf = (slot: number): number => all.indexOf(pages[pageOf[slot] ?? -1]?.page ?? -1);
  return (a, b) => pageOf[a] === pageOf[b] || Math.abs(placeOf(a) - placeOf(b)) === 1;
}
