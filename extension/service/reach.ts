import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { attachOrStart } from '../../server/contract/attach.js';
import { discover, type ServiceHandle } from '../../server/contract/discover.js';
import type { StartedService } from '../../server/contract/start.js';
import { judge } from './judge.js';

export interface ReachOptions {
  dataDir: string;
  /** Of this extension. */
  version: string;
  start: () => Promise<StartedService>;
  log: { info(message: string): void };
}

/** Two installations of different versions must not end each other's service for ever. */
const MOST_RETIREMENTS = 3;
const END_DEADLINE_MS = 8_000;
const POLL_MS = 50;

/** How a service is had: the running one, unless it is too old; else one that is begun. */
export interface Reach {
  /** null = none runs, and `mayStart` forbids to begin one. Throws why none can be had. */
  (mayStart: boolean): Promise<ServiceHandle | null>;
}

export function createReach({ dataDir, version, start, log }: ReachOptions): Reach {
  let retirements = 0;
  return async (mayStart) => {
    const running = await discover(dataDir);
    if (running) {
      const verdict = judge(running, version);
      if (verdict === 'tooNew') throw new Error(`A newer Loci (${running.version}) is running: update this extension`);
      const isToStay = verdict === 'attach' || (verdict === 'retireIfIdle' && !(await isIdle(running)));
      if (isToStay || retirements >= MOST_RETIREMENTS) return running;
      retirements += 1;
      log.info(`The older service (${running.version}) is replaced`);
      await endService(running, dataDir);
    } else if (!mayStart) return null;
    return attachOrStart({ dataDir, start });
  };
}

/** Older services do not say whether they are busy in other ways. */
const Use = z.object({ leases: z.int(), runningTasks: z.int(), isBusy: z.boolean().default(false) });

async function isIdle(service: ServiceHandle): Promise<boolean> {
  const use = Use.safeParse(await (await service.fetch('/_loci/status')).json());
  return use.success && use.data.leases === 0 && use.data.runningTasks === 0 && !use.data.isBusy;
}

/** Asks a service to stop and waits until it has left. Throws when it does not. */
export async function endService(service: ServiceHandle, dataDir: string): Promise<void> {
  await service.fetch('/_loci/stop', { method: 'POST' });
  const deadline = Date.now() + END_DEADLINE_MS;
  while (isAlive(service.pid) && Date.now() < deadline) await delay(POLL_MS);
  if ((await discover(dataDir))?.pid === service.pid) throw new Error(`Process ${service.pid} does not stop`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
