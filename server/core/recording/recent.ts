import type { ScreenText } from '../../ports/entities.js';
import type { Store } from '../../ports/store.js';
import type { Scope } from '../memory/identity.js';
import { momentsOf, placeOf, type Moment } from '../retrieval/rows.js';

/** A time in which one window was in front. */
export interface Stretch {
  from: number;
  to: number;
  app: string;
  title: string;
  /** What came onto the screen, oldest first, each line once; cut where it is long. */
  text: string;
  /** The video from its beginning on. */
  link: string;
}

/** What was on the screen lately. */
export interface RecentActivity {
  /** Oldest first; `from`, `to` are epoch ms. The newest that fit where there are too many. */
  stretches(scope: Scope, period: { from: number; to: number; limit: number }): Promise<Stretch[]>;
}

/** Texts that are looked through. */
const MOST_TEXTS = 2000;
/** A pause that ends a stretch, ms. */
const PAUSE_MS = 10 * 60_000;
const LONGEST_TEXT = 1200;

export function createRecentActivity({ store }: { store: Store }): RecentActivity {
  return {
    async stretches({ user }, { from, to, limit }) {
      const { items } = await store.listScreenTexts({
        userId: user.id,
        from,
        to,
        order: 'newest',
        offset: 0,
        limit: MOST_TEXTS,
      });
      const moments = await momentsOf(store, items.toReversed());
      return joined(moments).slice(-limit).map(toStretch);
    },
  };
}

const isSameWindow = (a: ScreenText, b: ScreenText): boolean => a.app === b.app && a.title === b.title;

function joined(moments: readonly Moment[]): Moment[][] {
  const groups: Moment[][] = [];
  for (const moment of moments) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const goesOn = before && isSameWindow(before.text, moment.text) && moment.text.at - before.text.at < PAUSE_MS;
    if (group && goesOn) group.push(moment);
    else groups.push([moment]);
  }
  return groups;
}

function toStretch(group: readonly Moment[]): Stretch {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) throw new Error('A stretch holds a moment');
  const lines = new Set(group.flatMap(({ text }) => text.content.split('\n')));
  return {
    from: first.text.at,
    to: last.text.at,
    app: first.text.app,
    title: first.text.title,
    text: [...lines].join('\n').slice(0, LONGEST_TEXT).toWellFormed(),
    link: placeOf(first).link,
  };
}
