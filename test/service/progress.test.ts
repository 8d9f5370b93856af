import { describe, expect, it } from 'vitest';
import { paint, printable, type CliIo } from '../../server/cli/io.js';
import { formatBytes, formatDuration } from '../../server/cli/format.js';
import { renderBar, withProgress } from '../../server/cli/progress.js';
import type { ServiceHandle } from '../../server/contract/discover.js';

function terminal(change: Partial<CliIo> = {}): { io: CliIo; written: string[] } {
  const written: string[] = [];
  const io: CliIo = {
    out: () => undefined,
    err: (text) => void written.push(text),
    readStdin: () => Promise.resolve(''),
    isTerminal: { out: true, err: true },
    width: 80,
    hasColour: false,
    ...change,
  };
  return { io, written };
}

/** A service whose one task moves on with each look; `seen` resolves at the second look. */
function movingTask(): { service: ServiceHandle; seen: Promise<void> } {
  let looks = 0;
  let resolve = (): void => undefined;
  const seen = new Promise<void>((done) => (resolve = done));
  const fetch = (): Promise<Response> => {
    looks += 1;
    if (looks > 2) resolve();
    const tasks = [
      { kind: 'import', status: 'running', progress: looks / 10, message: `${looks} of 10 \u001b[2J` },
      { kind: 'old', status: 'succeeded', progress: 1, message: '' },
    ];
    return Promise.resolve(new Response(JSON.stringify({ tasks })));
  };
  return { service: { fetch } as unknown as ServiceHandle, seen };
}

describe('withProgress', () => {
  it('shows the running task in a terminal, and clears its line at the end', async () => {
    const { io, written } = terminal();
    const { service, seen } = movingTask();
    expect(
      await withProgress(
        io,
        service,
        'Importing',
        seen.then(() => 42),
      ),
    ).toBe(42);
    const [first, second] = written;
    expect(first).toBe('\r\u001b[KImporting ...');
    expect(second).toBe(`\r\u001b[KImporting [==${' '.repeat(22)}] 10 % 1 of 10 [2J`);
    expect(written.at(-1)).toBe('\r\u001b[K');
  });

  it('fits the width of the terminal', async () => {
    const { io, written } = terminal({ width: 20 });
    const { service, seen } = movingTask();
    await withProgress(io, service, 'Importing', seen);
    for (const line of written) expect(line.replace('\r\u001b[K', '').length).toBeLessThan(20);
  });

  it('is silent where nobody watches', async () => {
    const { io, written } = terminal({ isTerminal: { out: false, err: false } });
    await withProgress(io, movingTask().service, 'Importing', Promise.resolve());
    expect(written).toEqual([]);
  });

  it('fails as the work does, and goes on when the tasks cannot be seen', async () => {
    const { io, written } = terminal();
    const service = { fetch: () => Promise.reject(new Error('gone')) } as unknown as ServiceHandle;
    const work = new Promise((_, reject) => setTimeout(() => reject(new Error('the work failed')), 300));
    await expect(withProgress(io, service, 'Importing', work)).rejects.toThrow('the work failed');
    expect(written.at(-1)).toBe('\r\u001b[K');
  });
});

describe('what a terminal is shown', () => {
  it.each([
    [-1, 0],
    [0.5, 12],
    [2, 24],
  ])('a bar for %d has %d marks', (fraction, marks) => {
    expect(renderBar(fraction).split('=').length - 1).toBe(marks);
  });

  it('has colours only where they are wanted', () => {
    expect(paint(terminal().io, 'red', 'x')).toBe('x');
    expect(paint(terminal({ hasColour: true }).io, 'red', 'x')).toBe('\u001b[31mx\u001b[0m');
  });

  it('is one line that steers nothing', () => {
    expect(printable('a\r\n\u001b]0;title\u0007b\u202ec \u009b1m')).toBe('a ]0;title b c 1m');
  });

  it('has sizes and times that people read', () => {
    expect([0, 999, 1000, 4_700_000].map(formatBytes)).toEqual(['0 bytes', '999 bytes', '1.0 kB', '4.7 MB']);
    const [second, minute, hour] = [1000, 60_000, 3_600_000];
    expect([5 * second, 61 * second, 90 * minute, 72 * hour].map(formatDuration)).toEqual([
      '5 s',
      '1 min',
      '1 h 30 min',
      '3 days',
    ]);
  });
});
