import { spawn } from 'node:child_process';
import { cpus, freemem, totalmem } from 'node:os';
import type { Machine, Permission } from '../../ports/machine.js';

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

/** Names of macOS, of the permission and of its page in the settings. */
const MAC: Record<Permission, { name: string; anchor: string }> = {
  screenRecording: { name: 'Screen Recording', anchor: 'Privacy_ScreenCapture' },
  accessibility: { name: 'Accessibility', anchor: 'Privacy_Accessibility' },
  inputMonitoring: { name: 'Input Monitoring', anchor: 'Privacy_ListenEvent' },
};

export function createMachine(platform: string = process.platform): Machine {
  let before = cpuTime();
  const isMac = platform === 'darwin';
  return {
    platform,
    executable: process.execPath,
    permission(permission) {
      if (!isMac) return { isGranted: true, message: 'This system asks for no such permission.', anchor: '' };
      const { name, anchor } = MAC[permission];
      const message = `macOS does not tell whether ${name} permission was given to ${process.execPath}. If nothing is recorded, allow it under Privacy & Security > ${name}, then restart Loci.`;
      return { isGranted: false, message, anchor };
    },
    openSettings(permission) {
      if (!isMac) return Promise.resolve(false);
      const page = `x-apple.systempreferences:com.apple.preference.security?${MAC[permission].anchor}`;
      return new Promise((resolve) => {
        const child = spawn('open', [page], { stdio: 'ignore' });
        child.once('error', () => resolve(false));
        child.once('exit', (code) => resolve(code === 0));
      });
    },
    usage() {
      const now = cpuTime();
      const cpuPercent = percent(now.busy - before.busy, now.total - before.total);
      before = now;
      return { cpuPercent, memoryPercent: percent(totalmem() - freemem(), totalmem()) };
    },
  };
}
