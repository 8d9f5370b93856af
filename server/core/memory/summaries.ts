import type { Clock } from '../../ports/clock.js';
import type { Task, Turn } from '../../ports/entities.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import type { JsonObject } from '../../ports/json.js';
import type { Webhook, WebhookOutcome } from '../../ports/webhook.js';
import type { TaskRun } from '../tasks/execution.js';
import type { Tasks } from '../tasks/tasks.js';
import { deliverWithRetries } from '../writing/deliver.js';
import type { Writer } from '../writing/writer.js';
import { callbackHeadersProblem } from './callbackHeaders.js';
import type { Scope } from './identity.js';
import { redactContent } from './learning.js';

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
  /** Turns that were to be condensed. */
  turnCount: number;
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
  /** Within the documented 5 seconds: a model that needs longer is not waited for. */
  summarise(turns: Turn[], signal?: AbortSignal): Promise<Summary>;
  /** What forbids a callback's address ("must ..."); null = it may be tried. A name is judged again when it is called. */
  urlProblem(url: string): string | null;
  /** A dialect's own body for callbacks, by name, so that a task can be delivered after a restart. */
  defineFormat(name: string, body: (outcome: SummaryOutcome) => JsonObject): void;
  /** Summarises in the background and posts the result: three attempts, no redirects. Throws `invalid_input` for a bad address or header. */
  submit(scope: Scope, turns: Turn[], callback: SummaryCallback): Promise<Task>;
}

export interface SummariesDeps {
  writer: Pick<Writer, 'summary'>;
  tasks: Tasks;
  webhook: Webhook;
  clock: Clock;
}

const SUMMARY = 'summary';
const SYNC_DEADLINE_MS = 4_500;
const ATTEMPTS = 3;
/** Before the second and the third attempt. */
const WAITS_MS = [1_000, 2_000];
const ATTEMPT_TIMEOUT_MS = 30_000;

/** All that a summary's task needs to run, also after a restart. */
interface SummaryInput {
  userName: string;
  appName: string;
  turns: Turn[];
  callback: SummaryCallback;
}

export function createSummaries({ writer, tasks, webhook, clock }: SummariesDeps): Summaries {
  const formats = new Map<string, (outcome: SummaryOutcome) => JsonObject>();

  const conclude = async ({ task, signal }: TaskRun, input: SummaryInput): Promise<SummaryOutcome> => {
    const { userName, appName, turns, callback } = input;
    const about = { taskId: task.id, userName, appName, sessionId: callback.sessionId, turnCount: turns.length };
    try {
      const summary = await writer.summary(turns, signal);
      return { ...about, finishedAt: clock.now(), ok: true, summary };
    } catch (error) {
      // Cancelled or stopping: nobody is told that the summary failed.
      signal.throwIfAborted();
      return { ...about, finishedAt: clock.now(), ok: false, reason: toCoreError(error).message };
    }
  };

  const bodyOf = (format: string, outcome: SummaryOutcome): JsonObject => {
    const body = formats.get(format);
    if (!body) throw new CoreError('internal', `Unknown format of callbacks: ${format}`);
    return body(outcome);
  };

  tasks.define(SUMMARY, async (run) => {
    const input = run.task.input as unknown as SummaryInput;
    const { url, headers, format } = input.callback;
    const outcome = await conclude(run, input);
    await run.report(0.5, 'Delivering');
    const request = { url, headers, body: bodyOf(format, outcome), timeoutMs: ATTEMPT_TIMEOUT_MS };
    const policy = { attempts: ATTEMPTS, waits: WAITS_MS, signal: run.signal };
    const failure = failureOf(await deliverWithRetries(webhook, request, policy));
    if (failure !== null) throw new CoreError('upstream_failed', `The callback was not delivered: ${failure}`);
    if (!outcome.ok) throw new CoreError('upstream_failed', outcome.reason);
    return { delivered: true };
  });

  return {
    summarise(turns, signal) {
      const deadline = AbortSignal.timeout(SYNC_DEADLINE_MS);
      return writer.summary(redactContent(turns), signal ? AbortSignal.any([signal, deadline]) : deadline);
    },
    urlProblem: (url) => webhook.refusal(url),
    defineFormat: (name, body) => void formats.set(name, body),
    submit(scope, turns, callback) {
      const problem = webhook.refusal(callback.url) ?? callbackHeadersProblem(callback.headers);
      if (problem !== null) return Promise.reject(new CoreError('invalid_input', `The callback ${problem}`));
      const input: SummaryInput = {
        userName: scope.user.name,
        appName: scope.app.name,
        turns: redactContent(turns),
        callback,
      };
      return tasks.submit(SUMMARY, scope.user.id, input as unknown as JsonObject);
    },
  };
}

/** Why an outcome is no delivery; null = it is one. */
function failureOf(outcome: WebhookOutcome): string | null {
  if ('error' in outcome) return outcome.error;
  return outcome.status >= 200 && outcome.status < 300 ? null : `the address answered ${outcome.status}`;
}
