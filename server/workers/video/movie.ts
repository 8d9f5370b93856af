import { registerMp3Encoder } from '@mediabunny/mp3-encoder';
import {
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import type { Storyboard } from '../../ports/studio.js';
import type { Canvas } from './blend.js';
import { encodeGroup } from './h264.js';

/** Pictures a second, and of a group: one can jump to each second. */
export const RATE = 24;
const GROUP = 24;
const QUANTISER = 25;
const SPEED = 10;
const MP3_BITS_PER_SECOND = 64_000;

/** A whole MP4 file: H.264 with MP3, which VS Code plays too (it does not play AAC), its index first. */
export async function makeMovie(
  { width, height, seconds, sound }: Storyboard,
  paint: (at: number) => Canvas,
  progress: (fraction: number) => void,
): Promise<Uint8Array> {
  registerMp3Encoder();
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const pictures = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(pictures, { frameRate: RATE });
  const voice = sound ? new AudioSampleSource({ codec: 'mp3', bitrate: MP3_BITS_PER_SECOND }) : null;
  if (voice) output.addAudioTrack(voice);
  await output.start();
  if (voice && sound) await addSound(voice, sound);
  const frames = Math.max(1, Math.round(seconds * RATE));
  for (let first = 0; first < frames; first += GROUP) {
    const count = Math.min(GROUP, frames - first);
    const { packets, config } = await encodeGroup(paintGroup(paint, first, count), {
      width,
      height,
      quantiser: QUANTISER,
      speed: SPEED,
    });
    for (const [index, data] of packets.entries()) {
      const packet = new EncodedPacket(data, index === 0 ? 'key' : 'delta', (first + index) / RATE, 1 / RATE);
      await pictures.add(packet, first + index === 0 && config ? { decoderConfig: config } : undefined);
    }
    progress((first + count) / frames);
  }
  await output.finalize();
  if (!target.buffer) throw new Error('Nothing was written');
  return new Uint8Array(target.buffer);
}

function* paintGroup(paint: (at: number) => Canvas, first: number, count: number): Generator<Uint8Array> {
  for (let index = first; index < first + count; index++) yield paint(index / RATE).pixels;
}

async function addSound(source: AudioSampleSource, sound: NonNullable<Storyboard['sound']>): Promise<void> {
  const sample = new AudioSample({
    data: sound.samples,
    format: 's16',
    numberOfChannels: 1,
    sampleRate: sound.sampleRate,
    timestamp: 0,
  });
  await source.add(sample);
  sample.close();
  source.close();
}
