import type { Context } from '../context.js';

/** One thing that was looked at. */
export interface Finding {
  level: 'ok' | 'warn' | 'fail';
  text: string;
  /** What the person can do about it. */
  remedy?: string;
}

/** Looks at one side of the machine; what it cannot look at is a finding too. */
export type Check = (context: Context) => Promise<Finding[]>;

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const warn = (text: string, remedy: string): Finding => ({ level: 'warn', text, remedy });
export const fail = (text: string, remedy: string): Finding => ({ level: 'fail', text, remedy });
