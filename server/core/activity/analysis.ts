import type { ReadEvent } from './events.js';

export const CATEGORY_KEYS = [
  'typing',
  'browsing',
  'design',
  'programming',
  'communication',
  'document',
  'gaming',
  'other',
] as const;
export type CategoryKey = (typeof CATEGORY_KEYS)[number];

/** As people read them. */
export const CATEGORY_LABELS: Readonly<Record<CategoryKey, string>> = {
  typing: 'Typing',
  browsing: 'Browsing',
  design: 'Design',
  programming: 'Programming',
  communication: 'Communication',
  document: 'Documents',
  gaming: 'Gaming',
  other: 'Other',
};

/** Words that, anywhere in an event's text, speak for a category, and with how many points. */
const TRIGGERS: readonly [key: CategoryKey, points: number, words: readonly string[]][] = [
  ['browsing', 2, 'scroll browser chrome safari firefox edge webkit navigator'.split(' ')],
  ['design', 3, 'figma sketch design draw paint canvas adobe photoshop illustrator'.split(' ')],
  [
    'programming',
    3,
    'code python javascript java terminal console debug compile git vscode intellij vim emacs function class import'.split(
      ' ',
    ),
  ],
  ['communication', 2, 'slack teams zoom meet chat message email outlook telegram whatsapp discord'.split(' ')],
  [
    'document',
    2,
    [...'word excel powerpoint docs sheets slides notion evernote'.split(' '), 'text edit', 'document', 'write'],
  ],
  ['gaming', 3, 'game play steam epic minecraft lol valorant overwatch fps rpg'.split(' ')],
];
const OTHER_POINTS = 0.5;

export interface CategoryScore {
  score: number;
  /** Whole percent; all of them make 100. */
  percentage: number;
}

export interface Categories {
  scores: Readonly<Record<CategoryKey, CategoryScore>>;
  /** The label of the largest share; `Unknown` where nothing was done. */
  primary: string;
}

/** Points that one event gives to each category. */
export function pointsOf({ type, text }: ReadEvent): Record<CategoryKey, number> {
  const points = {
    typing: 0,
    browsing: 0,
    design: 0,
    programming: 0,
    communication: 0,
    document: 0,
    gaming: 0,
    other: OTHER_POINTS,
  };
  if (type === 'keypress') points.typing = 1;
  const lower = text.toLowerCase();
  for (const [key, value, words] of TRIGGERS) if (words.some((word) => lower.includes(word))) points[key] = value;
  return points;
}

/** What kind of work it was. Percentages are cut to whole ones; `other` takes what that leaves. */
export function categorise(events: readonly ReadEvent[]): Categories {
  const sums = Object.fromEntries(CATEGORY_KEYS.map((key) => [key, 0])) as Record<CategoryKey, number>;
  for (const event of events) {
    const points = pointsOf(event);
    for (const key of CATEGORY_KEYS) sums[key] += points[key];
  }
  const total = CATEGORY_KEYS.reduce((sum, key) => sum + sums[key], 0);
  const shares = CATEGORY_KEYS.map((key) => (total === 0 ? 0 : Math.trunc((sums[key] / total) * 100)));
  shares[shares.length - 1] = 100 - shares.slice(0, -1).reduce((sum, share) => sum + share, 0);
  const scores = Object.fromEntries(
    CATEGORY_KEYS.map((key, index) => [key, { score: sums[key], percentage: shares[index] ?? 0 }]),
  ) as Record<CategoryKey, CategoryScore>;
  const [first] = CATEGORY_KEYS.toSorted((a, b) => scores[b].percentage - scores[a].percentage);
  return { scores, primary: total === 0 || !first ? 'Unknown' : CATEGORY_LABELS[first] };
}

export interface Patterns {
  /** The most pressed first; `N/A` alone where no key is named. */
  topKeys: string[];
  eventsPerMinute: number;
  clickRatio: number;
  durationMinutes: number;
}

const KEY_MARK = 'Key press:';
const TOP_KEYS = 5;
const MINUTE_MS = 60_000;
const MINUTES_OF_DAY = 1440;

function topKeys(events: readonly ReadEvent[]): string[] {
  const counts = new Map<string, number>();
  for (const { type, text } of events) {
    if (type !== 'keypress' || !text.includes(KEY_MARK)) continue;
    const key = text
      .slice(text.lastIndexOf(KEY_MARK) + KEY_MARK.length)
      .trim()
      .replace(/^['"]+|['"]+$/g, '');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const keys = [...counts].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  return keys.length === 0 ? ['N/A'] : keys.slice(0, TOP_KEYS);
}

/** From the first event to the last, in the order they were sent; past midnight where that would be negative. */
function durationOf(events: readonly ReadEvent[]): number {
  const [first, last] = [events[0]?.at, events.at(-1)?.at];
  if (events.length < 2 || first == null || last == null) return 0;
  const minutes = (last - first) / MINUTE_MS;
  return Math.max(0, minutes < 0 ? minutes + MINUTES_OF_DAY : minutes);
}

export function findPatterns(events: readonly ReadEvent[]): Patterns {
  const durationMinutes = durationOf(events);
  const clicks = events.filter(({ type }) => type === 'click').length;
  return {
    topKeys: topKeys(events),
    eventsPerMinute: durationMinutes > 0 ? events.length / durationMinutes : 0,
    clickRatio: events.length === 0 ? 0 : clicks / events.length,
    durationMinutes,
  };
}
