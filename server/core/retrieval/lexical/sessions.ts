import type { Columns } from './columns.js';

export interface Session {
  readonly number: number;
  readonly app: number;
  readonly id: string;
  /** Slots in the order of the time told of, then of arrival. */
  slots: number[];
  /** Terms of all its documents, with repeats. */
  length: number;
}

export interface Sessions {
  readonly count: number;
  /** Terms of all documents that belong to a session, with repeats. */
  readonly totalLength: number;
  /** One more than the highest number in use. */
  readonly limit: number;
  get(number: number): Session | undefined;
  /** Numbers of the sessions of this id, whichever app they belong to. */
  withId(id: string): ReadonlySet<number>;
  /** Puts a document into its place among its neighbours. The same id of two apps is two sessions. */
  insert(app: number, id: string, slot: number, columns: Columns): void;
  /** Takes it out; its neighbours close up. A session without documents is forgotten. */
  remove(slot: number, columns: Columns): void;
  save(): (Session | undefined)[];
}

/** First place whose document comes after `slot`; usually the end, which is tried first. */
function placeOf(slots: readonly number[], slot: number, { toldAt, arrival }: Columns): number {
  const isAfter = (other: number): boolean => {
    const difference = (toldAt[other] ?? 0) - (toldAt[slot] ?? 0) || (arrival[other] ?? 0) - (arrival[slot] ?? 0);
    return difference > 0;
  };
  let low = 0;
  let high = slots.length;
  const last = slots.at(-1);
  if (last === undefined || !isAfter(last)) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(slots[middle] ?? -1)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function link(before: number, after: number, { previous, next }: Columns): void {
  if (before >= 0) next[before] = after;
  if (after >= 0) previous[after] = before;
}

const keyOf = (app: number, id: string): string => `${String(app)}\n${id}`;

/** The sessions of one partition, each an ordered chain of its documents. */
export function createSessions(saved: (Session | undefined)[] = []): Sessions {
  const byNumber = saved;
  const byKey = new Map<string, Session>();
  const free: number[] = [];
  const apps = new Set<number>();
  let totalLength = 0;

  for (const [number, session] of byNumber.entries()) {
    if (session === undefined) free.push(number);
    else {
      byKey.set(keyOf(session.app, session.id), session);
      apps.add(session.app);
      totalLength += session.length;
    }
  }

  const open = (app: number, id: string): Session => {
    const key = keyOf(app, id);
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const session = { number: free.pop() ?? byNumber.length, app, id, slots: [], length: 0 };
    byKey.set(key, session);
    byNumber[session.number] = session;
    apps.add(app);
    return session;
  };

  return {
    get limit() {
      return byNumber.length;
    },
    get count() {
      return byKey.size;
    },
    get totalLength() {
      return totalLength;
    },
    get: (number) => byNumber[number],
    withId(id) {
      const numbers = [...apps].map((app) => byKey.get(keyOf(app, id))?.number);
      return new Set(numbers.filter((number) => number !== undefined));
    },
    insert(app, id, slot, columns) {
      const session = open(app, id);
      const place = placeOf(session.slots, slot, columns);
      link(session.slots[place - 1] ?? -1, slot, columns);
      link(slot, session.slots[place] ?? -1, columns);
      if (place === 0) columns.previous[slot] = -1;
      if (place === session.slots.length) columns.next[slot] = -1;
      session.slots.splice(place, 0, slot);
      session.length += columns.length[slot] ?? 0;
      totalLength += columns.length[slot] ?? 0;
      columns.session[slot] = session.number;
    },
    remove(slot, columns) {
      const session = byNumber[columns.session[slot] ?? -1];
      if (session === undefined) return;
      link(columns.previous[slot] ?? -1, columns.next[slot] ?? -1, columns);
      session.slots.splice(placeOf(session.slots, slot, columns) - 1, 1);
      session.length -= columns.length[slot] ?? 0;
      totalLength -= columns.length[slot] ?? 0;
      columns.session[slot] = -1;
      if (session.slots.length > 0) return;
      byKey.delete(keyOf(session.app, session.id));
      byNumber[session.number] = undefined;
      free.push(session.number);
    },
    save: () => byNumber,
  };
}
