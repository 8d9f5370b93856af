import { setTimeout as delay } from 'node:timers/promises';
import { discover, isCompatible, type ServiceHandle } from './discover.js';
import type { StartedService } from './start.js';

export interface AttachOptions {
  dataDir: string;
  /** Starts a service for this directory. Where several clients do so at once, all but one of theirs end with code 0. */
  start: () => Promise<StartedService>;
  /** How long a start may take. */
  deadlineMs?: number;
}

const DEADLINE_MS = 30_000;
const POLL_MS = 100;

/** No service could be reached or started; the message is for people and ends with what the service logged. */
export class AttachError extends Error {
  override readonly name = 'AttachError';
}

/** The running service of a data directory, or else one that it starts. Throws `AttachError`. */
export async function attachOrStart({
  dataDir,
  start,
  deadlineMs = DEADLINE_MS,
}: AttachOptions): Promise<ServiceHandle> {
  const running = await discover(dataDir);
  if (running) return compatible(running);
  const started = await start();
  const state: { failure: string | null } = { failure: null };
  started.ended.then(
    (code) => {
      if (code !== 0) state.failure = `The service ended with code ${code ?? 'none (a signal)'}`;
    },
    (error: unknown) => (state.failure = `The service did not start: ${String(error)}`),
  );
  const deadline = Date.now() + deadlineMs;
  while (Date.now() < deadline) {
    const service = await discover(dataDir);
    if (service) return compatible(service);
    if (state.failure !== null) throw await failed(state.failure, started);
    await delay(POLL_MS);
  }
  throw await failed(`The service did not answer within ${deadlineMs / 1000} s`, started);
}

function compatible(service: ServiceHandle): ServiceHandle {
  if (isCompatible(service)) return service;
  throw new AttachError(
    `Another version of Loci (${service.version}) is running at ${service.url}; stop it (process ${service.pid}) and try again`,
  );
}

async function failed(reason: string, started: StartedService): Promise<AttachError> {
  const log = await started.logTail().catch(() => '');
  return new AttachError(log === '' ? reason : `${reason}. Its log ends:\n${log}`);
}
