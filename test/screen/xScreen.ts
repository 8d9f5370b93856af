import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export const HAS_SCREEN = ['Xvfb', 'openbox', 'xterm', 'xdotool'].every((name) => existsSync(`/usr/bin/${name}`));

export interface WindowOptions {
  lines?: readonly string[];
  /** Columns, rows and place, as X writes them: `100x30+10+20`. */
  geometry?: string;
  isDark?: boolean;
}

export interface XScreen {
  env: NodeJS.ProcessEnv;
  /** A window of this title in front, with a terminal that shows these lines; resolves once it has the focus. */
  open(title: string, options?: WindowOptions): Promise<ChildProcess>;
  /** Types, clicks and moves like a person. */
  xdotool(...args: string[]): void;
  /** Ends the X server alone. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** Tries until it does not throw. */
async function untilTrue(work: () => void): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      work();
      return;
    } catch (error) {
      if (attempt >= 400) throw error;
      await sleep(50);
    }
  }
}

/** An X server of its own on a free display, or on the one given, with a window manager. */
export async function startScreen(size = '1280x800', on?: string): Promise<XScreen> {
  // It would begin anew, and drop who just connects, whenever its last client leaves: as xdotool does below.
  const options = ['-displayfd', '3', '-screen', '0', `${size}x24`, '-nolisten', 'tcp', '-noreset'];
  const server = spawn('Xvfb', [...(on ? [on] : []), ...options], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const display = await new Promise<string>((resolve, reject) => {
    server.stdio[3]!.once('data', (data: Buffer) => resolve(`:${data.toString().trim()}`));
    server.once('exit', () => reject(new Error('Xvfb did not start')));
  });
  const env = { ...process.env, DISPLAY: display, XDG_SESSION_TYPE: 'x11' };
  const children = [spawn('openbox', [], { env, stdio: 'ignore' })];
  const xdotool = (...args: string[]): string => execFileSync('xdotool', args, { env, encoding: 'utf8' });
  try {
    await untilTrue(() => {
      // Only a window manager tells of desktops; before it is there, windows are in no list.
      xdotool('get_num_desktops');
    });
  } catch (error) {
    for (const child of [...children, server]) await end(child);
    throw error;
  }
  return {
    env,
    async open(title, { lines = [], geometry = '80x24', isDark = false } = {}) {
      const colours = isDark ? ['-bg', '#1e1e1e', '-fg', '#d4d4d4'] : ['-bg', 'white', '-fg', 'black'];
      const font = ['-fa', 'DejaVu Sans Mono', '-fs', '11'];
      // Only a title that is set from inside is one that window lists show.
      const script = 'printf "\\033]2;%s\\007" "$1"; shift; for line; do printf "%s\\n" "$line"; done; sleep 600';
      const show = ['-xrm', 'XTerm*utf8Title: true', '-e', 'sh', '-c', script, 'show', title, ...lines];
      const child = spawn('xterm', ['-T', title, '-geometry', geometry, ...colours, ...font, ...show], {
        env,
        stdio: 'ignore',
      });
      children.push(child);
      for (let attempt = 0; attempt < 400; attempt++) {
        await sleep(50);
        try {
          xdotool('search', '--name', `^${title}$`, 'windowactivate', '--sync');
          return child;
        } catch {
          // Not there yet.
        }
      }
      throw new Error(`The window ${title} did not open`);
    },
    xdotool: (...args) => void xdotool(...args),
    kill: () => end(server),
    async close() {
      for (const child of children) await end(child);
      await end(server);
    },
  };
}
