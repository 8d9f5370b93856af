import type { Task, Turn } from '../../ports/entities.js';
import type { JsonObject } from '../../ports/json.js';
import type { Scope } from './identity.js';

export interface Summary {
  summary: string;
  keyPoints: string[];
  tags: string[];
  keywords: string[];
  queries: string[];
}

/** How a summary's task ended, for whoever waits at the callback address. */
export type SummaryOutcome = {
  taskId: string;
  userName: string;
  appName: string;
  sessionId: string | null;
  finishedAt: number;
} & ({ ok: true; summary: Summary } | { ok: false; reason: string });

export interface SummaryCallback {
  /** http or https. */
  url: string;
  headers: Record<string, string>;
  /** Name of the defined format that the posted body takes. */
  format: string;
  sessionId: string | null;
}

/** Condenses a conversation; nothing is stored as a memory. */
export interface Summaries {
  summarise(turns: Turn[]): Promise<Summary>;
  /** A dialect's own body for callbacks, by name, so that a task can be delivered after a restart. */
  defineFormat(name: string, body: (outcome: SummaryOutcome) => JsonObject): void;
  /** Summarises in the background and posts the result: three attempts, no redirects. Throws `invalid_input` for a bad address or header. */
  submit(scope: Scope, turns: Turn[], callback: SummaryCallback): Promise<Task>;
}
