import type { Writable } from 'node:stream';
import type { Clock } from '../../ports/clock.js';
import type { Json } from '../../ports/json.js';
import type { Log } from '../../ports/log.js';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LEVELS)[number];

export interface LogOptions {
  /** The least level that is written. */
  level: LogLevel;
  /** `text` for people at a terminal, `json` (one object per line) for everything else. */
  format: 'json' | 'text';
  stream: Writable;
  clock: Clock;
}

/** Writes one line per entry. */
export function createLog({ level, format, stream, clock }: LogOptions): Log {
  const least = LEVELS.indexOf(level);
  const render = format === 'json' ? renderJson : renderText;
  // A reader that has gone must not take the service down.
  stream.on('error', () => undefined);
  const write =
    (entryLevel: LogLevel) =>
    (message: string, fields: Record<string, Json> = {}): void => {
      if (LEVELS.indexOf(entryLevel) < least) return;
      stream.write(`${render(new Date(clock.now()), entryLevel, message, fields)}\n`);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function renderJson(time: Date, level: LogLevel, message: string, fields: Record<string, Json>): string {
  const head = { time: time.toISOString(), level, message };
  // First for whoever reads the line, and last so that no field replaces it.
  return JSON.stringify({ ...head, ...fields, ...head });
}

/** Values are JSON, so that none can break a line or steer the terminal. */
function renderText(time: Date, level: LogLevel, message: string, fields: Record<string, Json>): string {
  const pairs = Object.entries(fields).map(([name, value]) => `  ${name}=${JSON.stringify(value)}`);
  return `${time.toTimeString().slice(0, 8)} ${level.padEnd(5)} ${message}${pairs.join('')}`;
}
