import type { ActivitySession } from '../../ports/entities.js';
import type { JsonObject } from '../../ports/json.js';
import { SESSION_TYPE } from '../memory/kinds.js';
import { categorise, CATEGORY_KEYS, CATEGORY_LABELS, findPatterns } from './analysis.js';
import { readEvents, readTime, type ReadEvent } from './events.js';

const COMMON_TEXTS = 3;
/** Least share of a kind of work that is worth naming, percent. */
const WORTH_NAMING = 12;
const LONGEST_TEXT = 120;

function mostCommon(values: readonly string[], limit: number): [text: string, count: number][] {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, limit);
}

/** When it began, as it says itself; else when it was saved. */
function beganAt({ startTime, createdAt }: ActivitySession, events: readonly ReadEvent[]): number {
  return events.find(({ at }) => at !== null)?.at ?? readTime(startTime, new Date(createdAt)) ?? createdAt;
}

/** A session in words, for people and for search. */
export function tellSession(session: ActivitySession): { content: string; metadata: JsonObject } {
  const { id, startTime, endTime, keystrokes, clicks } = session;
  const events = readEvents(session.events);
  const { scores, primary } = categorise(events);
  const { durationMinutes, topKeys } = findPatterns(events);
  const common = mostCommon(
    events.map(({ text }) => text.slice(0, LONGEST_TEXT).toWellFormed()),
    COMMON_TEXTS,
  );
  const apps = mostCommon(
    events.map(({ app }) => app),
    COMMON_TEXTS,
  );
  const windows = mostCommon(
    events.map(({ window }) => window.slice(0, LONGEST_TEXT).toWellFormed()),
    COMMON_TEXTS,
  );
  const kinds = CATEGORY_KEYS.filter((key) => key !== 'other' && scores[key].percentage >= WORTH_NAMING)
    .sort((a, b) => scores[b].percentage - scores[a].percentage)
    .slice(0, COMMON_TEXTS)
    .map((key) => CATEGORY_LABELS[key]);
  const counted = (list: [string, number][]): string => list.map(([text, count]) => `${text} (${count})`).join('; ');
  const content = [
    `Activity session ${id}, ${startTime} to ${endTime}: mostly ${primary}, ${events.length} events in ${durationMinutes.toFixed(1)} minutes, ${keystrokes} keystrokes, ${clicks} clicks.`,
    apps.length > 0 ? `Applications: ${counted(apps)}.` : '',
    windows.length > 0 ? `Windows: ${counted(windows)}.` : '',
    common.length > 0 ? `Most common: ${counted(common)}.` : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
  const metadata: JsonObject = {
    type: SESSION_TYPE,
    category: SESSION_TYPE,
    activity_session_id: id,
    start_time: startTime,
    end_time: endTime,
    event_count: events.length,
    keystrokes,
    clicks,
    duration_minutes: Math.round(durationMinutes * 10) / 10,
    primary_activity: primary,
    activity_tags: [...new Set([primary, ...kinds])],
    common_actions: common.map(([text]) => text),
    top_keys: topKeys,
    timestamp: new Date(beganAt(session, events)).toISOString(),
  };
  return { content, metadata };
}
