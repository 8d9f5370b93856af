import { describe, expect, it } from 'vitest';
import { readWav, resample, secondsOf, trim, writeWav } from '../../../server/core/media/wav.js';

const samples = Int16Array.from([0, 1000, -1000, 32767, -32768]);

describe('WAV files', () => {
  it('hold what was written into them, with lengths that are true', () => {
    const wav = writeWav({ samples, sampleRate: 22_050 });
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expect(wav.readUInt32LE(40)).toBe(10);
    expect(readWav(wav)).toEqual({ samples, sampleRate: 22_050 });
  });

  it('are read as far as there are bytes, where the header was written before the sound', () => {
    const wav = writeWav({ samples, sampleRate: 8000 });
    wav.writeUInt32LE(0x7ffff000, 40);
    expect(readWav(wav).samples).toEqual(samples);
  });

  it('are read past chunks that nobody knows, and mixed down from several channels', () => {
    const mono = writeWav({ samples: Int16Array.from([100, 300, -50, -150]), sampleRate: 8000 });
    const stereo = Buffer.concat([
      mono.subarray(0, 36),
      Buffer.from('LIST\x03\0\0\0abc\0', 'latin1'),
      mono.subarray(36),
    ]);
    stereo.writeUInt16LE(2, 22);
    expect(readWav(stereo).samples).toEqual(Int16Array.from([200, -100]));
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('RIFFxxxxWAVE and then no chunk at all')],
    ['an MP3 file', Buffer.from('ID3 something else entirely, longer than a header')],
    [
      '8-bit samples',
      (() => {
        const wav = writeWav({ samples, sampleRate: 8000 });
        wav.writeUInt16LE(8, 34);
        return wav;
      })(),
    ],
  ])('are refused when they are %s', (_what, bytes) => {
    expect(() => readWav(bytes)).toThrow(expect.objectContaining({ code: 'upstream_failed' }));
  });
});

describe('sounds', () => {
  it('keep their length at another rate, and lose it where they are played faster', () => {
    const sound = { samples: new Int16Array(24_000), sampleRate: 24_000 };
    expect(secondsOf(resample(sound, 16_000))).toBeCloseTo(1, 3);
    expect(secondsOf(resample(sound, 24_000, 2))).toBeCloseTo(0.5, 3);
  });

  it('lose the silence around them', () => {
    expect(trim({ samples: Int16Array.from([0, 5, 900, 0, -900, 3]), sampleRate: 1 }).samples).toEqual(
      Int16Array.from([900, 0, -900]),
    );
    expect(trim({ samples: new Int16Array(9), sampleRate: 1 }).samples).toHaveLength(0);
  });
});
