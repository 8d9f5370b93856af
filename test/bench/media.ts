import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createStudio } from '../../server/adapters/storyboard/studio.js';
import { createSystemVoice } from '../../server/adapters/voice/systemVoice.js';
import { USUAL } from '../../server/core/media/delivery.js';
import { narrate } from '../../server/core/media/narration.js';
import { speak } from '../../server/core/media/speech.js';
import { planStory } from '../../server/core/media/storyboard.js';
import { secondsOf } from '../../server/core/media/wav.js';
import { FILM_STYLES } from '../../server/ports/studio.js';
import { silentLog } from '../support/silentLog.js';

// npm run bench:media -- --runs 3: speech, and a narrated video of 1024x1024 and 5 s in each style.

const TEXT = 'A serene landscape with mountains';
const LOOK = { primary: '#2f5bea', accent: '#5be3c8', figure: 'friend' as const };
const never = new AbortController().signal;

const median = (times: number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const started = performance.now();
  const value = await work();
  return { value, ms: performance.now() - started };
}
const seconds = (ms: number): string => (ms / 1000).toFixed(2);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' } } });
  const runs = Array.from({ length: Number(values.runs) });
  const folder = await mkdtemp(join(tmpdir(), 'loci-bench-'));
  const voice = createSystemVoice({ folder });
  const studio = createStudio({
    workerFile: resolve('dist/server/workers/storyboardWorker.cjs'),
    wasmFile: resolve('dist/server/resvg.wasm'),
    fontsFolder: resolve('dist/server/fonts'),
    log: silentLog,
  });
  console.log(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1) ?? ''} before`);
  for (const text of [TEXT, `${TEXT}. `.repeat(28)]) {
    const times: number[] = [];
    let spoken = 0;
    for (const _ of runs) {
      const { value, ms } = await timed(() => speak(voice, { text, voice: 'default', settings: USUAL }, never));
      times.push(ms);
      spoken = secondsOf(value);
    }
    console.log(`voice, ${text.length} letters: ${Math.round(median(times))} ms for ${spoken.toFixed(1)} s of speech`);
  }
  for (const style of FILM_STYLES) {
    const times: number[] = [];
    const cpu: number[] = [];
    let bytes = 0;
    for (const _ of runs) {
      const before = process.cpuUsage();
      const { value, ms } = await timed(async () => {
        const { scenes } = await narrate(
          { voice, log: silentLog },
          { text: TEXT, voice: 'default', seconds: 5 },
          () => undefined,
          never,
        );
        const story = { width: 1024, height: 1024, style, name: 'Assistant', look: LOOK, ...planStory(scenes, 5) };
        const files = { video: join(folder, 'v.mp4'), thumbnail: join(folder, 'v.jpg') };
        return studio.film(story, files, () => undefined, never);
      });
      const { user, system } = process.cpuUsage(before);
      times.push(ms);
      cpu.push((user + system) / 1000);
      bytes = value.bytes;
    }
    const kilobytes = Math.round(bytes / 1024);
    console.log(
      `video, ${style}: ${seconds(median(times))} s (processor time ${seconds(median(cpu))} s), ${kilobytes} KiB`,
    );
  }
  await rm(folder, { recursive: true, force: true });
}

void main();
