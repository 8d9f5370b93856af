import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startScreen, type XScreen } from '../screen/xScreen.js';

// npm run bench:recording [-- --seconds 60]: what recording a scripted 1920x1080 desktop costs, static and active.

const TICKS_PER_SECOND = 100;
const INTERVAL = 2;

interface Usage {
  /** Seconds of a core. */
  cpu: number;
  /** Megabytes. */
  memory: number;
}

/** Of the service and all that it started; those that read text apart. */
function usageOf(pid: number): { recording: Usage; reading: Usage } {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]!.split(' ');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        const rollup = readFileSync(`/proc/${name}/smaps_rollup`, 'utf8');
        const memory = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1000;
        const cpu = (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND;
        return [{ pid: Number(name), parent: Number(stat[1]), command, cpu, memory }];
      } catch {
        return [];
      }
    });
  const family = new Set([pid]);
  for (const { pid: child, parent } of all) if (family.has(parent)) family.add(child);
  const ours = all.filter(({ pid: one }) => family.has(one));
  const sum = (part: typeof ours): Usage => ({
    cpu: part.reduce((total, { cpu }) => total + cpu, 0),
    memory: part.reduce((total, { memory }) => total + memory, 0),
  });
  const isReader = ({ command }: { command: string }): boolean => command.includes('screenReader');
  return { recording: sum(ours.filter((one) => !isReader(one))), reading: sum(ours.filter(isReader)) };
}

interface Phase {
  cpuPercent: number;
  memoryMb: number;
  readingCpuPercent: number;
  readingMemoryMb: number;
}

async function measure(pid: number, seconds: number, act: (elapsed: number) => Promise<void>): Promise<Phase> {
  const before = usageOf(pid);
  const started = Date.now();
  let [memoryMb, readingMemoryMb] = [0, 0];
  let reader = 0;
  let lastReader = before.reading.cpu;
  while (Date.now() - started < seconds * 1000) {
    await act((Date.now() - started) / 1000);
    const now = usageOf(pid);
    memoryMb = Math.max(memoryMb, now.recording.memory);
    readingMemoryMb = Math.max(readingMemoryMb, now.reading.memory);
    // A reader that ended takes its count along.
    reader += Math.max(0, now.reading.cpu - lastReader);
    lastReader = now.reading.cpu;
  }
  const elapsed = (Date.now() - started) / 1000;
  const used = usageOf(pid).recording.cpu - before.recording.cpu;
  const percent = (cpu: number): number => Math.round((1000 * cpu) / elapsed) / 10;
  return {
    cpuPercent: percent(used),
    memoryMb: Math.round(memoryMb),
    readingCpuPercent: percent(reader),
    readingMemoryMb: Math.round(readingMemoryMb),
  };
}

const WORDS = readFileSync(resolve('README.md'), 'utf8')
  .split(/[^\p{L}]+/u)
  .filter((word) => word.length > 3);
const phrase = (count: number): string =>
  Array.from({ length: count }, () => WORDS[Math.floor(Math.random() * WORDS.length)]).join(' ');

async function startServing(dataDir: string, env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    [resolve('dist/server/main.cjs'), 'serve', '--port', '0', '--data-dir', dataDir, '--allow-capture'],
    { stdio: ['ignore', 'pipe', 'ignore'], env },
  );
  const line = await new Promise<Buffer>((done) => child.stdout.once('data', done));
  return { child, url: (JSON.parse(line.toString()) as { url: string }).url };
}

/** Someone types lines, opens a window now and then, and moves it. */
function createWork(x: XScreen): (elapsed: number) => Promise<void> {
  let windows = 0;
  let nextWindow = 0;
  return async (elapsed) => {
    if (elapsed >= nextWindow) {
      nextWindow += 15;
      windows++;
      const lines = Array.from({ length: 25 }, () => phrase(9));
      await x.open(`window ${windows}`, {
        lines,
        geometry: `100x30+${60 * windows}+${40 * windows}`,
        isDark: windows % 2 === 0,
      });
    }
    x.xdotool('type', '--delay', '80', `${phrase(2)} `);
    await sleep(200);
  };
}

const ANIMALS = [
  'giraffe',
  'pelican',
  'walrus',
  'hedgehog',
  'falcon',
  'dolphin',
  'badger',
  'ostrich',
  'panther',
  'lobster',
];

/** From a window's opening to the first search that finds its text, seconds. */
async function measureDelays(x: XScreen, url: string, rounds: number): Promise<number[]> {
  const delays: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const word = ANIMALS[round % ANIMALS.length]!;
    const lines = [`The ${word} arrives on platform nine.`, ...Array.from({ length: 8 }, () => phrase(7))];
    const started = Date.now();
    await x.open(`delay ${round}`, { lines, geometry: `80x14+${100 + 20 * round}+${100 + 15 * round}` });
    const opened = Date.now();
    for (;;) {
      const { hits } = (await (await fetch(`${url}/api/v1/search?kinds=screen&q=${word}`)).json()) as {
        hits: { text: string }[];
      };
      if (hits.some(({ text }) => text.includes(word))) break;
      if (Date.now() - started > 60_000) break;
      await sleep(100);
    }
    delays.push((Date.now() - opened) / 1000);
    await sleep(2000);
  }
  return delays.sort((a, b) => a - b);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { seconds: { type: 'string', default: '60' }, rounds: { type: 'string', default: '10' } },
  });
  const seconds = Number(values.seconds);
  const dataDir = mkdtempSync(join(tmpdir(), 'loci-bench-'));
  const x = await startScreen('1920x1080');
  const { child, url } = await startServing(dataDir, x.env);
  try {
    await x.open('desk', { lines: Array.from({ length: 40 }, () => phrase(10)), geometry: '130x45+20+20' });
    await fetch(`${url}/recording/start`, {
      method: 'POST',
      body: JSON.stringify({ interval: INTERVAL, duration: 9999 }),
    });
    await sleep(15_000);
    const still = await measure(child.pid!, seconds, () => sleep(1000));
    const before = await status(url);
    const active = await measure(child.pid!, seconds, createWork(x));
    const delays = await measureDelays(x, url, Number(values.rounds));
    const after = await status(url);
    await fetch(`${url}/recording/stop`, { method: 'POST' });
    const { videos } = (await (await fetch(`${url}/video/list`)).json()) as {
      videos: { file_size: number; duration: number }[];
    };
    const bytes = videos.reduce((sum, { file_size: size }) => sum + size, 0);
    const hours = (after.elapsed_time - before.elapsed_time) / 3600;
    console.log(
      JSON.stringify(
        {
          static: still,
          active,
          mbPerActiveHour: Math.round(bytes / 1e6 / hours),
          looks: after.frame_count,
          unchanged: after.unchanged_count,
          skipped: after.skipped_count,
          textFoundAfterSeconds: { p50: delays[Math.floor(delays.length / 2)], longest: delays.at(-1) },
        },
        null,
        2,
      ),
    );
  } finally {
    child.kill('SIGTERM');
    await x.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function status(
  url: string,
): Promise<{ frame_count: number; unchanged_count: number; skipped_count: number; elapsed_time: number }> {
  return (await (await fetch(`${url}/recording/status`)).json()) as never;
}

void main();
