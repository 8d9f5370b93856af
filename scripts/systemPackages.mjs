// Installs the system packages that the tests of screen, input and editor need, where that is possible.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs, and the Debian packages that bring them and the libraries of the native modules. */
const PROGRAMS = ['Xvfb', 'openbox', 'xterm', 'xdotool', 'chromium'];
const PACKAGES = [
  ...['xvfb', 'openbox', 'xterm', 'xdotool', 'chromium'],
  ...['libxcb1', 'libdbus-1-3', 'libx11-6', 'libxrandr2', 'libxtst6', 'libxt6', 'libxinerama1', 'libxkbcommon-x11-0'],
];

const has = (program) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** True when everything is there. Says what is missing otherwise. */
export function prepareSystem() {
  if (process.platform !== 'linux') return false;
  if (PROGRAMS.every(has)) return true;
  if (process.getuid?.() === 0 && has('apt-get')) {
    const install = () =>
      spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], {
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
        encoding: 'utf8',
      });
    console.error('Installing the system packages that the tests need ...');
    if (install().status !== 0) {
      spawnSync('apt-get', ['update'], { encoding: 'utf8' });
      const { status, stderr } = install();
      if (status !== 0) console.error(stderr);
    }
  }
  const missing = PROGRAMS.filter((program) => !has(program));
  if (missing.length > 0)
    console.error(
      `Tests of screen, input and editor are skipped: ${missing.join(', ')} missing (Debian: apt-get install ${PACKAGES.join(' ')})`,
    );
  return missing.length === 0;
}
