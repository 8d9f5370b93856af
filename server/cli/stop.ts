import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { discover } from '../contract/discover.js';
import { request } from './api.js';
import { defineCommand } from './command.js';
import { CliError, EXIT, type Context } from './context.js';

export const stop = defineCommand({
  summary: 'Stop the running service',
  input: z.object({}),
  async run(_input, { io, dataDir, isJson, inspectLock }) {
    const service = await discover(dataDir);
    if (service) {
      await request(service, '/_loci/stop', { method: 'POST' });
      await untilGone(service.pid, () => inspectLock(dataDir));
    }
    if (isJson) io.out(`${JSON.stringify({ wasRunning: service !== null })}\n`);
    else io.out(service ? `Stopped (process ${service.pid})\n` : 'Not running\n');
    return EXIT.done;
  },
});

/** The service forces its own end after five seconds. */
const DEADLINE_MS = 8_000;
const POLL_MS = 50;

/** The process has left when it no longer owns the data directory. */
export async function untilGone(pid: number, findOwner: () => ReturnType<Context['inspectLock']>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while ((await findOwner())?.pid === pid) {
    if (Date.now() > deadline) throw new CliError(`Process ${pid} does not stop`);
    await delay(POLL_MS);
  }
}
