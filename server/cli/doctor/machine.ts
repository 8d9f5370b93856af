import { constants } from 'node:fs';
import { access, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { discover } from '../../contract/discover.js';
import { formatDuration } from '../format.js';
import { fail, ok, warn, type Check, type Finding } from './finding.js';

const LEAST_NODE = [20, 19] as const;

export const checkNode: Check = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const text = `Node.js ${process.versions.node}`;
  return Promise.resolve([isEnough ? ok(text) : fail(text, `Install Node.js ${LEAST_NODE.join('.')} or newer`)]);
};

const BUILT_FILES = [
  'main.cjs',
  'workers/storeWorker.cjs',
  'workers/indexWorker.cjs',
  'workers/storyboardWorker.cjs',
  'resvg.wasm',
  'fonts/index.json',
  'sql-wasm.wasm',
  'docs/swagger-ui-bundle.js',
  'docs/redoc.standalone.js',
];

export const checkBuild: Check = async ({ built }) => {
  const found = await Promise.all(BUILT_FILES.map((name) => isReadable(join(built, name))));
  const missing = BUILT_FILES.filter((_, index) => !found[index]);
  if (missing.length === 0) return [ok('The build is whole (workers, database engine, API reference)')];
  return [fail(`Missing in ${built}: ${missing.join(', ')}`, 'Run npm run build')];
};

export const checkDataDir: Check = async ({ dataDir }) => {
  const found = await stat(dataDir).catch(() => null);
  if (!found) {
    const isPossible = await isWritable(await nearestExisting(dataDir));
    return [
      isPossible
        ? ok(`Data directory ${dataDir} will be made at the first start`)
        : fail(`Data directory ${dataDir} cannot be made`, 'Choose another with --data-dir or LOCI_DATA_DIR'),
    ];
  }
  if (!found.isDirectory() || !(await isWritable(dataDir))) {
    return [fail(`Data directory ${dataDir} is not writable`, 'Choose another with --data-dir or LOCI_DATA_DIR')];
  }
  const isPrivate = process.platform === 'win32' || (found.mode & 0o077) === 0;
  return [
    isPrivate
      ? ok(`Data directory ${dataDir} is writable, and yours alone`)
      : warn(
          `Others on this machine can read ${dataDir}`,
          `Run chmod 700 ${dataDir}; a start of the service does so too`,
        ),
    await measureDisk(dataDir),
  ];
};

export const checkService: Check = async ({ dataDir, inspectLock, version }) => {
  const [service, owner] = await Promise.all([discover(dataDir), inspectLock(dataDir)]);
  if (service) {
    const age = formatDuration(Date.now() - service.startedAt);
    const text = `The service ${service.version} runs at ${service.url} (process ${service.pid}, for ${age})`;
    return [service.version === version ? ok(text) : warn(text, `This is ${version}: run loci stop, then start again`)];
  }
  if (!owner) return [ok('No service runs; loci search and loci add start one')];
  const remedy = `If this does not pass in a minute, end that process: kill ${owner.pid}`;
  return [fail(`Process ${owner.pid} holds the data directory but does not answer`, remedy)];
};

const SYNCS = 20;
const SLOW_SYNC_MS = 30;

/** Every acknowledged write waits for the disk this long. */
async function measureDisk(dataDir: string): Promise<Finding> {
  const path = join(dataDir, `doctor-${process.pid}.tmp`);
  const file = await open(path, 'wx', 0o600);
  const times: number[] = [];
  try {
    for (let round = 0; round < SYNCS; round += 1) {
      await file.write('x'.repeat(256));
      const started = performance.now();
      await file.datasync();
      times.push(performance.now() - started);
    }
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
  const median = times.sort((a, b) => a - b)[SYNCS / 2] ?? 0;
  const text = `A durable write takes the disk ${median.toFixed(2)} ms (median of ${SYNCS})`;
  return median < SLOW_SYNC_MS ? ok(text) : warn(text, 'Adding will feel slow; a local solid-state disk is faster');
}

export async function nearestExisting(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestExisting(dirname(path));
}

async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}

export async function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
