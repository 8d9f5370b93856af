import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { createH264MP4Encoder } from 'h264-mp4-encoder';
import { encode as encodeJpeg } from 'jpeg-js';
import {
  ALL_FORMATS,
  BufferSource,
  EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
  StreamTarget,
} from 'mediabunny';
import type { EncoderWorkerData, FromEncoder, ToEncoder } from '../adapters/video/protocol.js';
import type { VideoFacts } from '../ports/encoder.js';

const JPEG_QUALITY = 75;

/** Of a picture (RGBA), at most so wide; each pixel of it is the mean of those it stands for. */
function toJpeg(pixels: Uint8Array, width: number, height: number, most: number): Uint8Array {
  const step = Math.max(1, Math.ceil(width / most));
  const [narrow, low] = [Math.floor(width / step), Math.floor(height / step)];
  const small = Buffer.alloc(narrow * low * 4, 255);
  for (let y = 0; y < low; y++)
    for (let x = 0; x < narrow; x++)
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let dy = 0; dy < step; dy++)
          for (let dx = 0; dx < step; dx++) sum += pixels[((y * step + dy) * width + x * step + dx) * 4 + channel] ?? 0;
        small[(y * narrow + x) * 4 + channel] = sum / (step * step);
      }
  return encodeJpeg({ data: small, width: narrow, height: low }, JPEG_QUALITY).data;
}

/** A group of pictures is on disk after so many, or so long: a crash loses less than two of them. */
const GROUP = 10;
const GROUP_MS = 10_000;
/** Lower is finer; dark themes turn olive above this. */
const QUANTISER = 26;
const SPEED = 10;
/** How long the last picture is shown, where nothing came after it. */
const LAST_SECONDS = 1;

interface Picture {
  at: number;
  pixels: Uint8Array;
}

/** Encodes a group of pictures on its own and returns its packets with what a player must know of them. */
async function encodeGroup(pictures: readonly Picture[], width: number, height: number) {
  const encoder = await createH264MP4Encoder();
  Object.assign(encoder, {
    width,
    height,
    frameRate: 1,
    speed: SPEED,
    quantizationParameter: QUANTISER,
    groupOfPictures: 100_000,
    outputFilename: 'group.mp4',
  });
  encoder.initialize();
  for (const { pixels } of pictures) encoder.addFrameRgba(pixels);
  encoder.finalize();
  const bytes = encoder.FS.readFile('group.mp4').slice();
  encoder.FS.unlink('group.mp4');
  encoder.delete();
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new Error('The encoder wrote no video');
  const packets: Uint8Array[] = [];
  for await (const { data } of new EncodedPacketSink(track).packets()) packets.push(data);
  return { packets, config: await track.getDecoderConfig() };
}

/** A fragmented MP4 that grows by a group of pictures at a time. */
async function createFile(file: string, width: number, height: number) {
  const descriptor = openSync(file, 'wx', 0o600);
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: 'fragmented', minimumFragmentDuration: 1 }),
    target: new StreamTarget(
      new WritableStream({
        write: ({ data, position }: { data: Uint8Array; position: number }) => {
          for (let done = 0; done < data.length;)
            done += writeSync(descriptor, data, done, data.length - done, position + done);
        },
      }),
    ),
  });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source);
  await output.start();
  let start: number | null = null;
  let frames = 0;
  let end = 0;
  return {
    /** `next` = when the picture after the last of these is shown, epoch ms. */
    async write(pictures: readonly Picture[], next: number): Promise<void> {
      const { packets, config } = await encodeGroup(pictures, width, height);
      start ??= pictures[0]?.at ?? next;
      for (const [index, data] of packets.entries()) {
        const at = ((pictures[index]?.at ?? next) - start) / 1000;
        end = ((pictures[index + 1]?.at ?? next) - start) / 1000;
        // The encoder marks every packet as a key; only the first of a group is one.
        const packet = new EncodedPacket(data, index === 0 ? 'key' : 'delta', at, end - at);
        await source.add(packet, frames === 0 && config ? { decoderConfig: config } : undefined);
        frames++;
      }
    },
    async close(): Promise<VideoFacts> {
      if (frames > 0) await output.finalize();
      else await output.cancel();
      closeSync(descriptor);
      return { frames, durationSeconds: end, bytes: statSync(file).size };
    },
  };
}

async function inspect(file: string): Promise<VideoFacts | null> {
  try {
    const track = await new Input({ source: new FilePathSource(file), formats: ALL_FORMATS }).getPrimaryVideoTrack();
    if (!track) return null;
    let frames = 0;
    let end = 0;
    for await (const { timestamp, duration } of new EncodedPacketSink(track).packets(undefined, undefined, {
      metadataOnly: true,
    })) {
      frames++;
      end = timestamp + duration;
    }
    return frames === 0 ? null : { frames, durationSeconds: end, bytes: statSync(file).size };
  } catch {
    return null;
  }
}

function toFailure(error: unknown): FromEncoder {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return {
    kind: 'failed',
    isFull,
    message: isFull ? 'The disk is full: the recording ends here' : 'The video cannot be written',
  };
}

/** Collects pictures into groups and writes these one after the other. */
function serveWriting(port: NonNullable<typeof parentPort>, file: string, width: number, height: number): void {
  const opened = createFile(file, width, height);
  let group: Picture[] = [];
  /** The picture that still stands, from when on it is not in the file yet. */
  let held: Picture | null = null;
  let lastAt = 0;
  let work: Promise<unknown> = opened;

  const tell = (message: FromEncoder): void => port.postMessage(message);
  const flush = (next: number): void => {
    const pictures = held ? [held, ...group] : group;
    const last = pictures.at(-1);
    held = last ? { at: next, pixels: last.pixels } : null;
    group = [];
    if (pictures.length > 0) work = work.then(async () => (await opened).write(pictures, next));
  };
  const fail = (error: unknown): void => tell(toFailure(error));

  const finish = (): void => {
    if (group.length > 0 || (held && held.at < lastAt))
      flush(Math.max(lastAt, (group.at(-1)?.at ?? 0) + LAST_SECONDS * 1000));
    work.then(async () => (await opened).close()).then((facts) => tell({ kind: 'facts', facts }), fail);
  };
  const show = (message: Extract<ToEncoder, { kind: 'show' | 'stay' }>): void => {
    lastAt = message.at;
    const [first] = group;
    if (first && (group.length >= GROUP || message.at - first.at >= GROUP_MS)) flush(message.at);
    // The picture that stood is replaced in the moment that it would go on.
    if (held && message.kind === 'show' && held.at >= message.at) held = null;
    if (message.kind === 'show') {
      group.push({ at: message.at, pixels: new Uint8Array(message.pixels) });
      // Taken once what came before it is written.
      void work.then(() => tell({ kind: 'took' }), fail);
    } else work.catch(fail);
  };

  port.on('message', (message: ToEncoder) => {
    if (message.kind === 'finish') finish();
    else if (message.kind === 'picture') {
      const shown = group.at(-1) ?? held;
      tell({ kind: 'picture', id: message.id, jpeg: shown && toJpeg(shown.pixels, width, height, message.width) });
    } else show(message);
  });
}

if (parentPort) {
  const data = workerData as EncoderWorkerData;
  const port = parentPort;
  if (data.role === 'write') serveWriting(port, data.file, data.width, data.height);
  else void inspect(data.file).then((facts) => port.postMessage({ kind: 'facts', facts } satisfies FromEncoder));
}
