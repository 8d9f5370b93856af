import { renameSync, statSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import jpeg from 'jpeg-js';
import { FilePathSource, Input, MP4 } from 'mediabunny';
import type { FromStudio, StudioWorkerData } from '../adapters/storyboard/protocol.js';
import type { FilmFacts, Storyboard } from '../ports/studio.js';
import type { Canvas } from './video/blend.js';
import { openFonts } from './video/fonts.js';
import { createFrames } from './video/frames.js';
import { isDiskFull } from './video/h264.js';
import { makeShare, openLanes } from './video/lanes.js';
import { makeMovie } from './video/movie.js';
import { createRaster } from './video/raster.js';

const JPEG_QUALITY = 85;

/** Whole or not at all. */
function writeWhole(file: string, bytes: Uint8Array): void {
  const part = `${file}.part`;
  writeFileSync(part, bytes, { mode: 0o600 });
  renameSync(part, file);
}

function writeJpeg(file: string, { pixels, width, height }: Canvas): void {
  writeWhole(file, jpeg.encode({ data: pixels, width, height }, JPEG_QUALITY).data);
}

async function inspect(file: string): Promise<FilmFacts | null> {
  try {
    const track = await new Input({ source: new FilePathSource(file), formats: [MP4] }).getPrimaryVideoTrack();
    if (!track) return null;
    const [width, height] = await Promise.all([track.getDisplayWidth(), track.getDisplayHeight()]);
    return { width, height, durationSeconds: await track.computeDuration(), bytes: statSync(file).size };
  } catch {
    return null;
  }
}

async function perform(data: StudioWorkerData, tell: (message: FromStudio) => void): Promise<FromStudio> {
  const { wasmFile, fontsFolder, work } = data;
  const openStory = async (story: Storyboard) =>
    createFrames(story, openFonts(fontsFolder), await createRaster(wasmFile));
  switch (work.kind) {
    case 'inspect':
      return { kind: 'film', facts: await inspect(work.file) };
    case 'picture': {
      const raster = await createRaster(wasmFile);
      return { kind: 'picture', png: raster.png(work.svg, work.side) };
    }
    case 'still': {
      writeJpeg(work.file, (await openStory(work.storyboard))(0));
      return { kind: 'done' };
    }
    case 'groups': {
      const paint = await openStory(work.storyboard);
      await makeShare(work.storyboard, paint, work.counter, (number, group) => tell({ kind: 'group', number, group }));
      return { kind: 'done' };
    }
    case 'film': {
      const { storyboard, video, thumbnail } = work;
      const lanes = openLanes(data, storyboard, (fraction) => tell({ kind: 'progress', fraction }));
      const paint = await openStory(storyboard);
      writeJpeg(thumbnail, paint(0));
      writeWhole(video, await makeMovie(storyboard, lanes.groups(paint)));
      return { kind: 'film', facts: await inspect(video) };
    }
  }
}

function toFailure(error: unknown): FromStudio {
  const isFull = isDiskFull(error);
  const reason = error instanceof Error ? error.message : 'unknown';
  return { kind: 'failed', isFull, message: isFull ? 'The disk is full' : `Drawing failed: ${reason}` };
}

if (parentPort) {
  const port = parentPort;
  const tell = (message: FromStudio): void => port.postMessage(message);
  perform(workerData as StudioWorkerData, tell).then(tell, (error: unknown) => tell(toFailure(error)));
}
