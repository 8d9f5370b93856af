import { describe, expect, it } from 'vitest';
import { readEvents, type StreamEvent } from '../../extension/service/eventStream.js';
import { compareVersions, judge } from '../../extension/service/judge.js';
import { serviceEnvironment, variableOf } from '../../extension/service/launch.js';
import { createPause } from '../../extension/service/pause.js';
import { readConfig } from '../../server/config.js';
import { NOTATIONS, SETTING_NAMES } from '../../server/config/settings.js';
import { PROTOCOL } from '../../server/contract/hello.js';

describe('a service that runs already', () => {
  it.each([
    [{ protocol: PROTOCOL + 1, version: '0.0.1' }, 'tooNew'],
    [{ protocol: PROTOCOL - 1, version: '9.9.9' }, 'retire'],
    [{ protocol: PROTOCOL, version: '0.1.0' }, 'retireIfIdle'],
    [{ protocol: PROTOCOL, version: '0.2.0-beta.1' }, 'retireIfIdle'],
    [{ protocol: PROTOCOL, version: '0.2.0' }, 'attach'],
    [{ protocol: PROTOCOL, version: '0.10.0' }, 'attach'],
  ] as const)('of %j is met with %s', (running, verdict) => {
    expect(judge(running, '0.2.0')).toBe(verdict);
  });

  it('is ordered by numbers, not letters', () => {
    const versions = ['1.10.0', '1.2.0', '0.9.9', '1.2.0-rc.1', 'nonsense'];
    expect(versions.toSorted(compareVersions)).toEqual(['nonsense', '0.9.9', '1.2.0-rc.1', '1.2.0', '1.10.0']);
  });
});

describe('settings of the editor', () => {
  it('reach the service under the names that it reads', () => {
    for (const name of SETTING_NAMES) expect(variableOf(name)).toBe(NOTATIONS[name].variable);
  });

  it('arrive as they were given', () => {
    const given = new Map<string, unknown>([
      ['port', 4711],
      ['nativePorts', true],
      ['user', 'ada'],
      ['allowedOrigins', ['https://a.example', 'https://b.example']],
      ['excludedWindows', ['Private Window', 'My, bank']],
      ['ollamaUrl', null],
      ['editor.startService', false],
    ]);
    const env = serviceEnvironment(
      { HOME: '/h', LOCI_USER: 'other' },
      given,
      new Map([['LOCI_TOKEN', 'x'.repeat(20)]]),
    );
    const config = readConfig({}, env);
    expect(config).toMatchObject({
      port: { value: 4711, isExplicit: true },
      nativePorts: true,
      user: 'ada',
      allowedOrigins: ['https://a.example', 'https://b.example'],
      excludedWindows: ['Private Window', 'My, bank'],
      ollamaUrl: null,
      token: 'x'.repeat(20),
    });
    expect(Object.keys(env).filter((name) => name.includes('EDITOR'))).toEqual([]);
  });
});

describe('a stream of events', () => {
  const read = async (chunks: string[], silenceMs?: number): Promise<StreamEvent[]> => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        if (silenceMs === undefined) controller.close();
      },
    });
    const events: StreamEvent[] = [];
    for await (const event of readEvents(body, silenceMs)) events.push(event);
    return events;
  };

  it('is read however it is cut', async () => {
    const text = ': still here\n\ndata: {"a":1}\n\nevent: chat.delta\r\ndata: x\r\ndata: y\r\n\r\n';
    const expected = [
      { name: 'message', data: '{"a":1}' },
      { name: 'chat.delta', data: 'x\ny' },
    ];
    expect(await read([text])).toEqual(expected);
    expect(await read(Array.from(text))).toEqual(expected);
  });

  it('that falls silent is over', async () => {
    await expect(read(['data: x\n\n'], 20)).rejects.toThrow('silent');
  });
});

describe('a pause', () => {
  it('ends when it is woken, also beforehand', async () => {
    const pause = createPause();
    const waited = pause.wait(3_600_000);
    pause.wake();
    await waited;
    pause.wake();
    await pause.wait(3_600_000);
  });
});
