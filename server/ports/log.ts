import type { Json } from './json.js';

/** Structured log. Fields never hold secrets, memory content or what was on a screen. */
export interface Log {
  debug(message: string, fields?: Record<string, Json>): void;
  info(message: string, fields?: Record<string, Json>): void;
  warn(message: string, fields?: Record<string, Json>): void;
  error(message: string, fields?: Record<string, Json>): void;
}
