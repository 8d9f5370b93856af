import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createInputHook } from '../../server/adapters/inputHook/inputHook.js';
import type { Input, InputEvent, InputFailure } from '../../server/ports/input.js';
import { eventually } from '../support/eventually.js';
import { silentLog } from '../support/silentLog.js';
import { HAS_SCREEN, startScreen, type XScreen } from './xScreen.js';

const HOOK = resolve('dist/server/workers/inputHook.cjs');

let screen: XScreen;
let input: Input;
afterEach(async () => {
  await input.stop();
  await screen.close();
});

async function follow(): Promise<{ events: InputEvent[]; lost: InputFailure[]; failure: InputFailure | null }> {
  const [events, lost]: [InputEvent[], InputFailure[]] = [[], []];
  input = createInputHook({ hookFile: HOOK, log: silentLog, env: screen.env });
  const failure = await input.start(
    (event) => void events.push(event),
    (reason) => void lost.push(reason),
  );
  return { events, lost, failure };
}

describe.runIf(HAS_SCREEN)('the input hook on a real screen', () => {
  it('tells presses with modifiers, clicks and scrolling, with the window that has the focus', async () => {
    screen = await startScreen();
    await screen.open('known window');
    const { events, failure } = await follow();
    expect(failure).toBeNull();
    screen.xdotool('type', '--delay', '30', 'ab');
    screen.xdotool('key', 'ctrl+s', 'Return');
    screen.xdotool('mousemove', '400', '300', 'click', '1', 'click', '3', 'click', '4');
    await eventually(() => expect(events.length).toBeGreaterThanOrEqual(7));
    await sleep(200);
    expect(events.map(({ kind, name, modifiers }) => [kind, name, modifiers.join('+')])).toEqual([
      ['key', 'A', ''],
      ['key', 'B', ''],
      ['key', 'S', 'Ctrl'],
      ['key', 'Enter', ''],
      ['click', 'left', ''],
      ['click', 'right', ''],
      ['scroll', 'up', ''],
    ]);
    expect(events.every(({ app, at }) => app === 'XTerm' && Math.abs(at - Date.now()) < 20_000)).toBe(true);
  });

  it('tells nothing once stopped, and can begin again', async () => {
    screen = await startScreen();
    const { events } = await follow();
    await input.stop();
    screen.xdotool('key', 'a');
    await sleep(200);
    expect(events).toEqual([]);
    const again: InputEvent[] = [];
    expect(
      await input.start(
        (event) => void again.push(event),
        () => undefined,
      ),
    ).toBeNull();
    screen.xdotool('key', 'b');
    await eventually(() => expect(again.map(({ name }) => name)).toEqual(['B']));
  });

  it('survives the end of the screen and says so', async () => {
    screen = await startScreen();
    const { lost } = await follow();
    await screen.kill();
    await eventually(() => expect(lost).toHaveLength(1));
    expect(lost[0]!.reason).toBe('failed');
  });

  it('survives a hook that ends its process where there is no such display', async () => {
    screen = await startScreen();
    input = createInputHook({ hookFile: HOOK, log: silentLog, env: { ...screen.env, DISPLAY: ':4711' } });
    expect(
      await input.start(
        () => undefined,
        () => undefined,
      ),
    ).toMatchObject({ reason: 'failed' });
  });
});

describe('where there is no use in trying', () => {
  it.each([
    ['Wayland', { platform: 'linux', arch: 'x64', env: { XDG_SESSION_TYPE: 'wayland', DISPLAY: ':0' } }, /Wayland/],
    ['no display', { platform: 'linux', arch: 'x64', env: {} }, /no display/],
    ['Linux on ARM', { platform: 'linux', arch: 'arm64', env: { DISPLAY: ':0' } }, /arm64/],
  ] as const)('says so: %s', async (_name, machine, message) => {
    screen = { close: () => Promise.resolve() } as XScreen;
    input = createInputHook({ hookFile: HOOK, log: silentLog, ...machine });
    expect(
      await input.start(
        () => undefined,
        () => undefined,
      ),
    ).toEqual({
      reason: 'unsupported',
      message: expect.stringMatching(message),
    });
  });
});
