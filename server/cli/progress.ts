import { z } from 'zod';
import type { ServiceHandle } from '../contract/discover.js';
import { requestJson } from './api.js';
import { CliError } from './context.js';
import { printable, type CliIo } from './io.js';

const Tasks = z.object({
  tasks: z.array(
    z.object({ kind: z.string(), status: z.string(), progress: z.number(), message: z.string().nullish() }),
  ),
});

const POLL_MS = 250;
const BAR_WIDTH = 24;

/** Does the work, showing meanwhile how far the service's running task is, where a person watches. */
export async function withProgress<Result>(
  io: CliIo,
  service: ServiceHandle,
  label: string,
  work: Promise<Result>,
): Promise<Result> {
  if (!io.isTerminal.err) return work;
  const show = (line: string): void => {
    io.err(`\r\u001b[K${line.slice(0, io.width - 1)}`);
  };
  show(`${label} ...`);
  let isOver = false;
  const timer = setInterval(() => {
    void describeRunning(service).then((line) => {
      if (line !== null && !isOver) show(`${label} ${line}`);
    });
  }, POLL_MS);
  try {
    return await work;
  } finally {
    isOver = true;
    clearInterval(timer);
    show('');
  }
}

async function describeRunning(service: ServiceHandle): Promise<string | null> {
  try {
    const { tasks } = await requestJson(service, '/api/v1/tasks', Tasks);
    const running = tasks.find(({ status }) => status === 'running');
    return running ? `${renderBar(running.progress)} ${printable(running.message ?? running.kind)}` : null;
  } catch (error) {
    if (error instanceof CliError) return null;
    throw error;
  }
}

/** @param fraction 0..1 */
export function renderBar(fraction: number): string {
  const share = Math.min(1, Math.max(0, fraction));
  const filled = Math.round(share * BAR_WIDTH);
  return `[${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)} %`;
}
