import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { toCoreError } from '../../../ports/errors.js';
import type { ScreenText } from '../../../ports/entities.js';
import type { Log } from '../../../ports/log.js';
import type { Ocr } from '../../../ports/ocr.js';
import type { Frame, Rectangle } from '../../../ports/screen.js';
import { redactSecrets } from '../../redaction/redact.js';
import { greyPart } from './grey.js';
import type { ScreenTexts } from './screenTexts.js';
import { createShownText, type NewLine, type ShownText } from './shownText.js';

/** To which recording a frame belongs. */
export interface FrameOwner {
  userId: string;
  appId: string;
  recordingId: string;
  /** The index of the screen that a part of the frame lies on. */
  screenOf: (part: Rectangle) => number;
}

/** Reads what the screen says, as fast as it can, but never holds up what is recorded. */
export interface ScreenReader {
  /** Takes note of a frame; of those that come while another is read, only the latest is. */
  see(frame: Frame, owner: FrameOwner): void;
  /** Resolves once nothing waits to be read. */
  settled(): Promise<void>;
  /** Why nothing can be read; null = it can, or nobody tried. */
  readonly problem: string | null;
  close(): Promise<void>;
}

export interface ScreenReaderDeps {
  ocr: Ocr;
  /** Without it nothing is read. */
  isOn: boolean;
  texts: ScreenTexts;
  log: Log;
  /** How long nothing is tried after a failure, ms. */
  retryMs?: number;
}

const RETRY_MS = 30_000;
/** Lines that go on typing are put to the text they belong to for so long, ms. */
const SAME_TEXT_MS = 60_000;
/** After a picture it rests for this share of the time that it took, ms at most: reading never takes a whole core. */
const REST = { share: 0.4, longestMs: 2_000 } as const;

interface Look {
  frame: Frame & { pixels: Buffer };
  owner: FrameOwner;
}

export function createScreenReader({ ocr, isOn, texts, log, retryMs = RETRY_MS }: ScreenReaderDeps): ScreenReader {
  let shown: { text: ShownText; width: number; height: number } | null = null;
  let changed: Rectangle[] = [];
  let waiting: Look | null = null;
  let problem: string | null = null;
  let work: Promise<void> | null = null;
  /** What was kept last: typing goes on in it, and the next window begins another one. */
  let last: ScreenText | null = null;
  const closing = new AbortController();
  const isClosing = (): boolean => closing.signal.aborted;

  const shownOf = ({ width, height }: Frame): ShownText => {
    if (shown?.width !== width || shown.height !== height) shown = { text: createShownText(), width, height };
    return shown.text;
  };

  const readLook = async ({ frame, owner }: Look, parts: readonly Rectangle[]): Promise<void> => {
    const text = shownOf(frame);
    const found: NewLine[] = [];
    for (const part of text.partsToRead(parts, frame))
      found.push(...text.take(part, await ocr.read(greyPart(frame.pixels, frame, part)), frame.at));
    const next = textAfter(last, frame, owner, found, parts);
    if (next === null) return;
    last = next;
    await texts.put(next);
  };

  const run = async (): Promise<void> => {
    while (waiting && !isClosing()) {
      const [look, parts] = [waiting, changed];
      [waiting, changed] = [null, []];
      const began = Date.now();
      try {
        await readLook(look, parts);
        problem = null;
      } catch (error) {
        const { message } = toCoreError(error);
        if (message !== problem && !isClosing()) log.warn(message);
        problem = message;
        // What was not read is read with what comes next.
        changed = [...parts, ...changed];
        await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => undefined);
        continue;
      }
      await sleep(Math.min(REST.longestMs, REST.share * (Date.now() - began)), undefined, {
        signal: closing.signal,
      }).catch(() => undefined);
    }
  };

  return {
    see(frame, owner) {
      if (!isOn) return;
      changed.push(...frame.changed);
      const { pixels } = frame;
      if (pixels) waiting = { frame: { ...frame, pixels }, owner };
      if (!waiting || isClosing()) return;
      work ??= run().finally(() => {
        work = null;
      });
    },
    async settled() {
      while (work && problem === null) await work;
    },
    get problem() {
      return problem;
    },
    async close() {
      closing.abort();
      waiting = null;
      await ocr.close();
      await work;
    },
  };
}

/** The text to keep after a look; null = it said nothing new. */
function textAfter(
  last: ScreenText | null,
  frame: Frame,
  owner: FrameOwner,
  found: readonly NewLine[],
  parts: readonly Rectangle[],
): ScreenText | null {
  const title = redactSecrets(frame.title).text;
  const isSameWindow = last?.recordingId === owner.recordingId && last.app === frame.app && last.title === title;
  if (found.length === 0 && (isSameWindow || (frame.app === '' && title === ''))) return null;
  const [part] = parts;
  const goesOn =
    isSameWindow && frame.at - last.at < SAME_TEXT_MS && found.every(({ continues }) => continues !== null);
  if (goesOn) return { ...last, content: withContinued(last.content, found) };
  return {
    id: randomUUID(),
    userId: owner.userId,
    appId: owner.appId,
    recordingId: owner.recordingId,
    at: frame.at,
    screen: part ? owner.screenOf(part) : 0,
    app: frame.app,
    title,
    content: redactSecrets(found.map(({ text }) => text).join('\n')).text,
  };
}

/** The lines that were gone on from give way to what they became; the others are added. */
function withContinued(content: string, found: readonly NewLine[]): string {
  const lines = content === '' ? [] : content.split('\n');
  for (const { text, continues } of found) {
    const at = continues === null ? -1 : lines.indexOf(redactSecrets(continues).text);
    if (at >= 0) lines[at] = text;
    else lines.push(text);
  }
  return redactSecrets(lines.join('\n')).text;
}
