import { registerMp3Encoder } from '@mediabunny/mp3-encoder';
import {
  AudioSample,
  AudioSampleSource,
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  Quality,
} from 'mediabunny';
import type { Group } from '../../adapters/storyboard/protocol.js';
import type { Storyboard } from '../../ports/studio.js';
import type { Canvas } from './blend.js';
import { encodeGroup } from './h264.js';

/** Pictures a second, and of a group: one can jump to each second. */
const RATE = 15;
const GROUP = 15;
const QUANTISER = 25;
const SPEED = 10;
const MP3_BITS_PER_SECOND = 64_000;

const framesOf = ({ seconds }: Storyboard): number => Math.max(1, Math.round(seconds * RATE));
export const groupsOf = (story: Storyboard): number => Math.ceil(framesOf(story) / GROUP);

/** Paints and encodes one group of a film; groups do not depend on each other. */
export function makeGroup(story: Storyboard, paint: (at: number) => Canvas, number: number): Promise<Group> {
  const { width, height } = story;
  const first = number * GROUP;
  const pictures = paintFrames(paint, first, Math.min(first + GROUP, framesOf(story)));
  return encodeGroup(pictures, { width, height, quantiser: QUANTISER, speed: SPEED });
}

function* paintFrames(paint: (at: number) => Canvas, first: number, end: number): Generator<Uint8Array> {
  for (let frame = first; frame < end; frame++) yield paint(frame / RATE).pixels;
}

/** A whole MP4 file: H.264 with MP3, which VS Code plays too (it does not play AAC), its index first. */
export async function makeMovie({ sound }: Storyboard, groups: AsyncIterable<Group>): Promise<Uint8Array> {
  registerMp3Encoder();
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  const pictures = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(pictures, { frameRate: RATE });
  const voice = sound
    ? new AudioSampleSource({ codec: 'mp3', quality: new Quality({ bitrate: MP3_BITS_PER_SECOND }) })
    : null;
  if (voice) output.addAudioTrack(voice);
  await output.start();
  if (voice && sound) await addSound(voice, sound);
  let frame = 0;
  for await (const { packets, config } of groups) {
    for (const [index, data] of packets.entries()) {
      const packet = new EncodedPacket(data, index === 0 ? 'key' : 'delta', frame / RATE, 1 / RATE);
      await pictures.add(packet, frame === 0 && config ? { decoderConfig: config } : undefined);
      frame++;
    }
  }
  await output.finalize();
  if (!target.buffer) throw new Error('Nothing was written');
  return new Uint8Array(target.buffer);
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
