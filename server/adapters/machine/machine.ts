import { cpus, freemem, totalmem } from 'node:os';
import type { Machine } from '../../ports/machine.js';

interface CpuTime {
  busy: number;
  total: number;
}

function cpuTime(): CpuTime {
  return cpus().reduce(
    (sum, { times }) => {
      const total = Object.values(times).reduce((all, time) => all + time, 0);
      return { busy: sum.busy + total - times.idle, total: sum.total + total };
    },
    { busy: 0, total: 0 },
  );
}

const percent = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((1000 * part) / whole) / 10 : null;

export function createMachine(): Machine {
  let before = cpuTime();
  return {
    usage() {
      const now = cpuTime();
      const cpuPercent = percent(now.busy - before.busy, now.total - before.total);
      before = now;
      return { cpuPercent, memoryPercent: percent(totalmem() - freemem(), totalmem()) };
    },
  };
}
