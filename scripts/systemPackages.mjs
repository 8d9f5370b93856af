// Installs the system packages that tests need, where that is possible.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that tests run, and the Debian packages that bring them. */
const PROGRAMS = {
  Xvfb: 'xvfb',
  openbox: 'openbox',
  xterm: 'xterm',
  xdotool: 'xdotool',
  'espeak-ng': 'espeak-ng',
  sox: 'sox',
  ffprobe: 'ffmpeg',
  tesseract: 'tesseract-ocr',
  chromium: 'chromium',
  postgres: 'postgresql',
};
/** Debian keeps programs of which there may be several versions beside the PATH. */
const VERSIONED = '/usr/lib/postgresql';
/** Libraries of the native modules, and what the programs read. */
const LIBRARIES = [
  ...['libxcb1', 'libdbus-1-3', 'libx11-6', 'libxrandr2', 'libxtst6', 'libxt6', 'libxinerama1', 'libxkbcommon-x11-0'],
  ...['tesseract-ocr-eng', 'tesseract-ocr-chi-sim', 'fonts-dejavu-core', 'fonts-noto-cjk'],
];

const has = (program) => {
  const versions = existsSync(VERSIONED)
    ? readdirSync(VERSIONED).map((version) => join(VERSIONED, version, 'bin'))
    : [];
  return [...(process.env.PATH ?? '').split(delimiter), ...versions].some((folder) =>
    existsSync(join(folder, program)),
  );
};

/** True when everything is there. Says what is missing otherwise. */
export function prepareSystem() {
  if (process.platform !== 'linux') return false;
  const missing = () => Object.keys(PROGRAMS).filter((program) => !has(program));
  if (missing().length === 0) return true;
  const packages = [...Object.values(PROGRAMS), ...LIBRARIES];
  if (process.getuid?.() === 0 && has('apt-get')) installAll(packages);
  const rest = missing();
  if (rest.length > 0)
    console.error(
      `Tests of screen, input, voice, video, of browsers, editor and PostgreSQL are skipped: ${rest.join(', ')} missing (Debian: apt-get install ${packages.join(' ')})`,
    );
  return rest.length === 0;
}

function installAll(packages) {
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      encoding: 'utf8',
    });
  console.error('Installing the system packages that the tests need ...');
  if (install().status === 0) return;
  spawnSync('apt-get', ['update'], { encoding: 'utf8' });
  const { status, stderr } = install();
  if (status !== 0) console.error(stderr);
}
