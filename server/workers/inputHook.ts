import { createPresses, buttonName, isModifier, modifiersOf } from '../adapters/inputHook/keys.js';
import type { FromHook } from '../adapters/inputHook/protocol.js';
import type { InputEvent } from '../ports/input.js';

const tell = (message: FromHook): void => void process.send?.(message);

/** The focused window changes rarely beside what is typed into it. */
const FOCUS_MS = 250;

/** Makes the function that names the focused application and window; '' where the system does not say. */
async function createFocus(): Promise<() => { app: string; window: string }> {
  const nowhere = { app: '', window: '' };
  try {
    const { Window } = await import('node-screenshots');
    let known = nowhere;
    let knownAt = 0;
    return () => {
      if (Date.now() - knownAt < FOCUS_MS) return known;
      knownAt = Date.now();
      try {
        const focused = Window.all().find((window) => window.isFocused());
        known = focused ? { app: focused.appName(), window: focused.title() } : nowhere;
      } catch {
        known = nowhere;
      }
      return known;
    };
  } catch {
    return () => nowhere;
  }
}

/** A listener that throws would end the process. */
function safely<T>(listener: (event: T) => void): (event: T) => void {
  return (event) => {
    try {
      listener(event);
    } catch {
      // One event is not worth the hook.
    }
  };
}

async function run(): Promise<void> {
  const { uIOhook, UiohookKey, WheelDirection } = await import('uiohook-napi');
  const names = new Map(Object.entries(UiohookKey).map(([name, code]) => [code, name]));
  const focus = await createFocus();
  const presses = createPresses();
  const send = (kind: InputEvent['kind'], name: string, modifiers: string[]): void =>
    tell({ kind: 'event', event: { kind, at: Date.now(), name, modifiers, ...focus() } });

  uIOhook.on(
    'keydown',
    safely((event) => {
      const name = names.get(event.keycode) ?? '';
      if (presses.down(event.keycode) && !isModifier(name)) send('key', name, modifiersOf(event));
    }),
  );
  uIOhook.on(
    'keyup',
    safely((event) => presses.up(event.keycode)),
  );
  uIOhook.on(
    'mousedown',
    safely((event) => send('click', buttonName(event.button), modifiersOf(event))),
  );
  uIOhook.on(
    'wheel',
    safely((event) => {
      const isVertical = event.direction === WheelDirection.VERTICAL;
      const isBack = event.rotation < 0;
      send('scroll', isVertical ? (isBack ? 'up' : 'down') : isBack ? 'left' : 'right', modifiersOf(event));
    }),
  );
  uIOhook.start();
  tell({ kind: 'started' });
}

/** Holds the system's input hook; see `adapters/inputHook` for the other end. */
if (process.send) {
  process.once('disconnect', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
  run().catch((error: unknown) => {
    const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
    tell({
      kind: 'failed',
      failure: { reason: 'unsupported', message: `The input hook cannot be loaded: ${message ?? ''}` },
    });
  });
}
