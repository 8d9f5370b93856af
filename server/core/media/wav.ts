import { CoreError } from '../../ports/errors.js';

/** Mono, 16 bits. */
export interface Sound {
  samples: Int16Array;
  sampleRate: number;
}

const HEADER_BYTES = 44;
const PCM = 1;
const EXTENSIBLE = 0xfffe;

/**
 * Reads a WAV file of 16-bit samples; several channels become one. Lengths in the header that run past the end (of files
 * that were written as a stream) are taken as far as there are bytes. Throws `upstream_failed` for anything else.
 */
export function readWav(bytes: Buffer): Sound {
  const unreadable = new CoreError('upstream_failed', 'The voice did not make a WAV file of 16-bit samples');
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') throw unreadable;
  let format: { channels: number; sampleRate: number } | null = null;
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4);
    const start = at + 8;
    const end = Math.min(bytes.length, start + bytes.readUInt32LE(at + 4));
    if (name === 'fmt ' && end - start >= 16) {
      const isPcm = [PCM, EXTENSIBLE].includes(bytes.readUInt16LE(start)) && bytes.readUInt16LE(start + 14) === 16;
      format = { channels: bytes.readUInt16LE(start + 2), sampleRate: bytes.readUInt32LE(start + 4) };
      if (!isPcm || format.channels === 0 || format.sampleRate === 0) throw unreadable;
    }
    if (name === 'data' && format) {
      return { samples: mixDown(bytes.subarray(start, end), format.channels), sampleRate: format.sampleRate };
    }
    at = end + ((end - start) % 2);
  }
  throw unreadable;
}

function mixDown(data: Buffer, channels: number): Int16Array {
  const frames = Math.floor(data.length / (2 * channels));
  const samples = new Int16Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += data.readInt16LE(2 * (frame * channels + channel));
    samples[frame] = Math.round(sum / channels);
  }
  return samples;
}

/** A WAV file whose header tells what is in it. */
export function writeWav({ samples, sampleRate }: Sound): Buffer {
  const dataBytes = samples.length * 2;
  const bytes = Buffer.alloc(HEADER_BYTES + dataBytes);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(PCM, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(sampleRate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(dataBytes, 40);
  samples.forEach((sample, index) => bytes.writeInt16LE(sample, HEADER_BYTES + 2 * index));
  return bytes;
}

export const secondsOf = ({ samples, sampleRate }: Sound): number => samples.length / sampleRate;

/** The same sound at another rate; by `factor` faster, and so higher. */
export function resample({ samples, sampleRate }: Sound, wanted: number, factor = 1): Sound {
  const step = (sampleRate / wanted) * factor;
  if (step === 1) return { samples, sampleRate };
  const length = Math.floor(samples.length / step);
  const result = new Int16Array(length);
  for (let index = 0; index < length; index++) {
    const place = index * step;
    const before = Math.floor(place);
    const [a, b] = [samples[before] ?? 0, samples[before + 1] ?? samples[before] ?? 0];
    result[index] = Math.round(a + (b - a) * (place - before));
  }
  return { samples: result, sampleRate: wanted };
}

/** Below this nobody hears anything. */
const SILENCE = 150;

/** Without the silence before and after. */
export function trim({ samples, sampleRate }: Sound): Sound {
  const isHeard = (sample: number): boolean => Math.abs(sample) > SILENCE;
  const from = samples.findIndex(isHeard);
  return {
    samples: from === -1 ? samples.subarray(0, 0) : samples.subarray(from, samples.findLastIndex(isHeard) + 1),
    sampleRate,
  };
}
