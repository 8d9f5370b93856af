import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from '../../ports/entities.js';
import type { Encoder, VideoWriter } from '../../ports/encoder.js';
import type { Frame } from '../../ports/screen.js';
import type { Store } from '../../ports/store.js';
import { redactSecrets } from '../redaction/redact.js';

/** One video file while it is written, with its row. */
export interface Segment {
  readonly startedAt: number;
  /** Pictures that were taken, changed or not. */
  readonly looks: number;
  add(frame: Frame): void;
  /** Ends the file; it is called a recording where it is the last of its run. Null = nothing was seen. */
  finish(isLast: boolean): Promise<Recording | null>;
}

export interface SegmentDeps {
  store: Store;
  encoder: Encoder;
  /** Folder of the videos. */
  folder: string;
}

/** `20260309_100001` on the calendar of this machine. */
function stampOf(epochMs: number): string {
  const date = new Date(epochMs - new Date(epochMs).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
}

/** A name that is not taken yet. */
function freePath(folder: string, prefix: string, at: number): string {
  for (let number = 1; ; number++) {
    const name = `${prefix}_${stampOf(at)}${number === 1 ? '' : `_${number}`}.mp4`;
    if (!existsSync(join(folder, name))) return join(folder, name);
  }
}

/** Encoders want even sides. */
function evenPixels({ pixels, width, height }: Frame): Buffer | null {
  if (!pixels || (width % 2 === 0 && height % 2 === 0)) return pixels;
  const [evenWidth, evenHeight] = [width & ~1, height & ~1];
  const even = Buffer.alloc(evenWidth * evenHeight * 4);
  for (let row = 0; row < evenHeight; row++)
    pixels.copy(even, row * evenWidth * 4, row * width * 4, (row * width + evenWidth) * 4);
  return even;
}

/** Begins a file with its first frame, which must have a picture. */
export async function openSegment(
  { store, encoder, folder }: SegmentDeps,
  first: Frame,
  about: Pick<Recording, 'userId' | 'mode' | 'region' | 'screen'>,
): Promise<Segment> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let recording: Recording = {
    ...about,
    id: randomUUID(),
    file: freePath(folder, 'recording', first.at),
    startedAt: first.at,
    endedAt: first.at,
    frames: 0,
    durationSeconds: 0,
    bytes: 0,
    app: '',
    title: '',
    summary: null,
    keywords: [],
    isOpen: true,
  };
  // The row comes first: a file that a crash leaves behind is found by it.
  await store.commit([{ kind: 'recording.put', recording }]);
  const writer: VideoWriter = encoder.open(recording.file, { width: first.width & ~1, height: first.height & ~1 });
  const focus = new Map<string, number>();
  let looks = 0;

  const add = (frame: Frame): void => {
    looks++;
    const pixels = evenPixels(frame);
    if (pixels) writer.show(frame.at, pixels);
    else writer.stay(frame.at);
    recording.endedAt = frame.at;
    const name = JSON.stringify([frame.app, frame.title]);
    focus.set(name, (focus.get(name) ?? 0) + 1);
  };
  add(first);

  return {
    startedAt: first.at,
    get looks() {
      return looks;
    },
    add,
    async finish(isLast) {
      const facts = await writer.finish();
      if (facts.frames === 0) {
        await store.commit([{ kind: 'recording.erase', id: recording.id }]);
        return null;
      }
      const [[most] = ['["",""]']] = [...focus].sort((a, b) => b[1] - a[1]);
      const [app = '', title = ''] = JSON.parse(most) as string[];
      const file = isLast ? recording.file : freePath(folder, 'segment', first.at);
      if (!isLast) renameSync(recording.file, file);
      recording = { ...recording, ...facts, file, app, title: redactSecrets(title).text, isOpen: false };
      await store.commit([{ kind: 'recording.put', recording }]);
      return recording;
    },
  };
}
