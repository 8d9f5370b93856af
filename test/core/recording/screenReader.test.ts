import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createScreenReader, type ScreenReader } from '../../../server/core/recording/reading/screenReader.js';
import type { ScreenTexts } from '../../../server/core/recording/reading/screenTexts.js';
import type { ScreenText } from '../../../server/ports/entities.js';
import { CoreError } from '../../../server/ports/errors.js';
import type { Ocr, ReadLine } from '../../../server/ports/ocr.js';
import type { Frame } from '../../../server/ports/screen.js';
import { eventually } from '../../support/eventually.js';
import { silentLog } from '../../support/silentLog.js';

const OWNER = { userId: 'u', appId: 'a', recordingId: 'r', screenOf: () => 0 };
const frameAt = (at: number, more: Partial<Frame> = {}): Frame => ({
  at,
  x: 0,
  y: 0,
  width: 64,
  height: 64,
  pixels: Buffer.alloc(64 * 64 * 4),
  changed: [{ x: 0, y: 0, width: 64, height: 64 }],
  app: 'editor',
  title: 'notes',
  blanked: 0,
  ...more,
});
const lines = (...texts: string[]): ReadLine[] =>
  texts.map((text, index) => ({ text, confidence: 1, x: 0, y: index * 20, width: 60, height: 16 }));

let reader: ScreenReader;
afterEach(() => reader.close());

/** Keeps what is put, by id. */
function open(read: Ocr['read'], retryMs = 10): Map<string, ScreenText> {
  const kept = new Map<string, ScreenText>();
  const texts = { put: (text: ScreenText) => Promise.resolve(void kept.set(text.id, text)) } as unknown as ScreenTexts;
  const ocr: Ocr = { read, close: () => Promise.resolve() };
  reader = createScreenReader({ ocr, isOn: true, texts, log: silentLog, retryMs });
  return kept;
}

describe('reading what is recorded', () => {
  it('keeps time, window and lines, without secrets', async () => {
    const kept = open(() => Promise.resolve(lines('hello there', 'password = "hunter2hunter2"')));
    reader.see(frameAt(1000, { title: 'mail to https://me:secretpass@example.org' }), OWNER);
    await reader.settled();
    const [text] = kept.values();
    expect(text).toMatchObject({ at: 1000, app: 'editor', recordingId: 'r', content: expect.stringMatching(/^hello/) });
    expect(JSON.stringify(text)).not.toMatch(/hunter2|secretpass/);
  });

  it('takes only the latest of what comes while it reads, with all that changed', async () => {
    let release: () => void = () => undefined;
    const sizes: number[] = [];
    open(async ({ width }) => {
      sizes.push(width);
      if (sizes.length === 1) await new Promise<void>((resolve) => (release = resolve));
      return lines(`look ${sizes.length}`);
    });
    const part = (x: number) => ({ changed: [{ x, y: 0, width: 16, height: 16 }] });
    reader.see(frameAt(1), OWNER);
    await eventually(() => expect(sizes).toHaveLength(1));
    reader.see(frameAt(2, part(0)), OWNER);
    reader.see(frameAt(3, part(16)), OWNER);
    reader.see(frameAt(4, { ...part(0), pixels: null, changed: [] }), OWNER);
    release();
    await reader.settled();
    expect(sizes).toHaveLength(2);
    expect(sizes[1]).toBeGreaterThanOrEqual(32);
  });

  it('puts what is typed into one text, and what another window says into the next', async () => {
    const said = [lines('dear'), lines('dear Marta'), lines('a new page')];
    const kept = open(() => Promise.resolve(said.shift() ?? []));
    for (const [at, title] of [
      [1000, 'notes'],
      [2000, 'notes'],
      [3000, 'browser'],
    ] as const) {
      reader.see(frameAt(at, { title }), OWNER);
      await reader.settled();
    }
    expect([...kept.values()].map(({ title, content, at }) => [at, title, content])).toEqual([
      [1000, 'notes', 'dear Marta'],
      [3000, 'browser', 'a new page'],
    ]);
  });

  it('says why it cannot, and reads what it missed once it can', async () => {
    let isBroken = true;
    const kept = open(() =>
      isBroken ? Promise.reject(new CoreError('unavailable', 'no engine')) : Promise.resolve(lines('at last')),
    );
    reader.see(frameAt(1000), OWNER);
    await eventually(() => expect(reader.problem).toBe('no engine'));
    isBroken = false;
    await sleep(20);
    reader.see(frameAt(2000), OWNER);
    await eventually(() => expect([...kept.values()]).toMatchObject([{ content: 'at last' }]));
    expect(reader.problem).toBeNull();
  });
});
