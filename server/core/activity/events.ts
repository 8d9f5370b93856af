import type { JsonObject } from '../../ports/json.js';

/** What is read of an event; collectors send more, and some of it not. */
export interface ReadEvent {
  type: string;
  text: string;
  /** Epoch ms; null = the event does not say in a form that is understood. */
  at: number | null;
  /** The application, or '' where nobody said. */
  app: string;
  window: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/;
const CLOCK = /^(\d\d):(\d\d):(\d\d)$/;

/** ISO with or without a zone, `YYYY-MM-DD HH:MM[:SS]` or `HH:MM:SS` (on the given day), in the zone of this machine. */
export function readTime(text: string, day: Date): number | null {
  const clock = CLOCK.exec(text);
  if (clock) {
    const [hour, minute, second] = clock.slice(1).map(Number);
    return new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute, second).getTime();
  }
  const local = DATE_TIME.exec(text);
  if (local) {
    const [year = 0, month = 1, date, hour, minute, second] = local.slice(1).map((part) => Number(part || 0));
    return new Date(year, month - 1, date, hour, minute, second).getTime();
  }
  const zoned = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(zoned) ? null : zoned;
}

/** A day that does not matter, for times without one. */
const NO_DAY = new Date(2000, 0, 1);

export function readEvents(events: readonly JsonObject[]): ReadEvent[] {
  let day: Date | null = null;
  return events.map((event) => {
    const written = textOf(event['time']) || textOf(event['timestamp']);
    const at = readTime(written, day ?? NO_DAY);
    if (day === null && at !== null && !CLOCK.test(written)) day = new Date(at);
    return {
      type: textOf(event['type']),
      text: textOf(event['text']),
      at,
      app: textOf(event['app']),
      window: textOf(event['window']) || textOf(event['window_title']),
    };
  });
}
