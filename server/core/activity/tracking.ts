import { CoreError } from '../../ports/errors.js';
import type { Input, InputEvent } from '../../ports/input.js';
import type { JsonObject } from '../../ports/json.js';
import type { ActivitySession } from '../../ports/entities.js';
import type { Scope } from '../memory/identity.js';
import { redactSecrets } from '../redaction/redact.js';
import type { Exclusions } from './exclusions.js';
import type { ActivitySessions } from './sessions.js';

/** Following what is pressed, until it is kept as a session. */
export interface Tracking {
  readonly isTracking: boolean;
  /** Presses since the last session or mark. */
  readonly count: number;
  /**
   * Throws `forbidden` where the person has not allowed it, `unavailable` where this system cannot, and `invalid_input`
   * where it is under way already or cannot begin.
   */
  start(): Promise<void>;
  /** What was collected stays for `save`. */
  stop(): Promise<void>;
  /** What was pressed before is not part of the next session. Throws `invalid_input` when nothing is tracked. */
  mark(): void;
  /** Keeps what was collected as a session. Throws `invalid_input` when that is nothing. */
  save(scope: Scope): Promise<ActivitySession>;
  /** Ends it for good; what was not saved is. */
  close(): Promise<void>;
}

export interface TrackingDeps {
  input: Input;
  sessions: ActivitySessions;
  exclusions: Exclusions;
  /** The person allowed screen and input to be recorded. */
  isAllowed: () => boolean;
  /** Keys that make text are kept by name. Without it they are counted. */
  keepsTypedKeys: boolean;
  /** Of whom, when the service ends. */
  scope: () => Promise<Scope>;
}

const MOST = 10_000;
const FAILED = 'Tracking already active or failed to start';
const NOT_ALLOWED =
  'Recording what is pressed is not allowed yet: allow it in Loci, with "loci allow-capture", or by --allow-capture at the start of the service. On macOS the Accessibility and Input Monitoring permissions are needed as well.';

/** `2026-03-09 10:00:01` on the calendar of this machine. */
export function localTime(epochMs: number): string {
  const date = new Date(epochMs - new Date(epochMs).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

/** Keys whose names say what was typed. */
const TYPING_KEY =
  /^(?:[A-Z]|[0-9]|Numpad\d|Space|Semicolon|Equal|Comma|Minus|Period|Slash|Backquote|Bracket(?:Left|Right)|Backslash|Quote|Numpad(?:Multiply|Add|Subtract|Decimal|Divide))?$/;

/** How an event is shown: typed keys only as pressed, shortcuts and keys that make no text by name. */
function contentOf({ kind, name, modifiers }: InputEvent, keepsTypedKeys: boolean): string {
  const held = kind === 'key' ? modifiers.filter((modifier) => modifier !== 'Shift') : [];
  const isTyped = kind === 'key' && held.length === 0 && TYPING_KEY.test(name);
  if (isTyped && !keepsTypedKeys) return '';
  return [...(held.length > 0 ? modifiers : []), name].filter((part) => part !== '').join('+');
}

function toEvent(event: InputEvent, keepsTypedKeys: boolean): JsonObject {
  const content = contentOf(event, keepsTypedKeys);
  const device = event.kind === 'key' ? 'keyboard' : 'mouse';
  return {
    time: localTime(event.at),
    text: content === '' ? `${device}: press` : `${device}: press (${content})`,
    type: event.kind === 'key' ? 'keypress' : 'click',
    ...(event.app === '' ? {} : { app: event.app }),
    ...(event.window === '' ? {} : { window: redactSecrets(event.window).text }),
  };
}

export function createTracking({
  input,
  sessions,
  exclusions,
  isAllowed,
  keepsTypedKeys,
  scope,
}: TrackingDeps): Tracking {
  let collected: { event: JsonObject; at: number }[] = [];
  let isTracking = false;
  let isStarting = false;

  const collect = (event: InputEvent): void => {
    if (!isTracking || event.kind === 'scroll' || exclusions.isExcluded(event.app, event.window)) return;
    collected.push({ event: toEvent(event, keepsTypedKeys), at: event.at });
    if (collected.length > MOST) collected = collected.slice(-MOST);
  };

  const stop = async (): Promise<void> => {
    isTracking = false;
    await input.stop();
  };

  const save = async (owner: Scope): Promise<ActivitySession> => {
    const [first, last] = [collected[0], collected.at(-1)];
    if (!first || !last)
      throw new CoreError('invalid_input', isTracking ? 'No meaningful events to save' : 'No events to save');
    const saved = collected;
    collected = [];
    try {
      return await sessions.save(
        owner,
        saved.map(({ event }) => event),
        localTime(first.at),
        localTime(last.at),
      );
    } catch (error) {
      collected = [...saved, ...collected];
      throw error;
    }
  };

  return {
    get isTracking() {
      return isTracking;
    },
    get count() {
      return collected.length;
    },
    async start() {
      if (!isAllowed()) throw new CoreError('forbidden', NOT_ALLOWED);
      if (isTracking || isStarting) throw new CoreError('invalid_input', FAILED);
      isStarting = true;
      const failure = await input
        .start(collect, () => {
          isTracking = false;
        })
        .finally(() => (isStarting = false));
      if (failure?.reason === 'permission') throw new CoreError('forbidden', failure.message);
      if (failure?.reason === 'unsupported') throw new CoreError('unavailable', failure.message);
      if (failure) throw new CoreError('invalid_input', `${FAILED}: ${failure.message}`);
      collected = [];
      isTracking = true;
    },
    stop,
    mark() {
      if (!isTracking) throw new CoreError('invalid_input', 'Tracking is not active, cannot mark baseline');
      collected = [];
    },
    save,
    async close() {
      await stop();
      if (collected.length > 0) await save(await scope());
    },
  };
}
