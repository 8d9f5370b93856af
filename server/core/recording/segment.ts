import { randomUUID } from 'node:crypto';
import type { Recording } from '../../ports/entities.js';
import type { Encoder } from '../../ports/encoder.js';
import type { Frame } from '../../ports/screen.js';
import type { Store } from '../../ports/store.js';
import type { VideoFolder } from '../../ports/videoFolder.js';
import { redactSecrets } from '../redaction/redact.js';

/** One video file while it is written, with its row. */
export interface Segment {
  readonly recordingId: string;
  readonly startedAt: number;
  readonly size: { width: number; height: number };
  /** Pictures that the encoder did not take, since it lagged behind. */
  readonly skipped: number;
  /** Throws what the disk says once nothing can be written any more. */
  add(frame: Frame): void;
  /** What it shows now as JPEG; null = nothing yet. */
  picture(width: number): Promise<Buffer | null>;
  /** Ends the file; it is called a recording where it is the last of its run. Null = nothing was seen. */
  finish(isLast: boolean): Promise<Recording | null>;
}

export interface SegmentDeps {
  store: Store;
  encoder: Encoder;
  folder: VideoFolder;
}

export const THUMBNAIL_WIDTH = 480;

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
  let recording: Recording = {
    ...about,
    id: randomUUID(),
    file: await folder.freeFile('recording', first.at, about.userId),
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
  const size = { width: first.width & ~1, height: first.height & ~1 };
  const path = await folder.draft(recording.file);
  const writer = encoder.open(path, size);
  const focus = new Map<string, number>();
  let skipped = 0;
  /** A picture that was not taken: it is offered again, so that the video never stays at an old one. */
  let owed: Buffer | null = null;

  const add = (frame: Frame): void => {
    const pixels = evenPixels(frame) ?? owed;
    const isTaken = pixels !== null && writer.show(frame.at, pixels);
    if (pixels === null || !isTaken) writer.stay(frame.at);
    if (pixels !== null && !isTaken) skipped++;
    owed = isTaken ? null : pixels;
    recording.endedAt = frame.at;
    const name = JSON.stringify([frame.app, frame.title]);
    focus.set(name, (focus.get(name) ?? 0) + 1);
  };
  add(first);
  const thumbnail = writer
    .picture(THUMBNAIL_WIDTH)
    .then((jpeg) => jpeg && folder.writeThumbnail(recording.file, jpeg))
    .catch(() => undefined);

  const close = async (): Promise<Recording | null> => {
    await thumbnail;
    // What a full disk has cut off plays up to there.
    const facts = await writer.finish().catch(async (error: unknown) => {
      const saved = await encoder.inspect(path);
      if (!saved) throw error;
      return saved;
    });
    if (facts.frames === 0) return null;
    return { ...recording, ...facts, ...mostFocused(focus), isOpen: false };
  };

  return {
    recordingId: recording.id,
    startedAt: first.at,
    size,
    get skipped() {
      return skipped;
    },
    add,
    picture: (width) => writer.picture(width),
    async finish(isLast) {
      const whole = await close();
      if (whole === null) {
        await folder.remove(recording.file);
        await store.commit([{ kind: 'recording.erase', userId: recording.userId, id: recording.id }]);
        return null;
      }
      recording = whole;
      if (!isLast) {
        const file = await folder.freeFile('segment', first.at, recording.userId);
        await folder.rename(recording.file, file);
        recording = { ...recording, file };
      }
      await store.commit([{ kind: 'recording.put', recording }]);
      await folder.keep(recording.file);
      return recording;
    },
  };
}

function mostFocused(focus: ReadonlyMap<string, number>): Pick<Recording, 'app' | 'title'> {
  const [[most] = ['["",""]']] = [...focus].sort((a, b) => b[1] - a[1]);
  const [app = '', title = ''] = JSON.parse(most) as string[];
  return { app, title: redactSecrets(title).text };
}
