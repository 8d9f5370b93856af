import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServiceHandle } from '../../server/contract/discover.js';
import { claimDataDir } from '../../server/lifecycle/claim.js';
import { createEvents } from '../../server/lifecycle/events.js';
import { createLeases, type Leases } from '../../server/lifecycle/leases.js';
import { listen, PortTakenError, type Listening } from '../../server/lifecycle/listen.js';
import { createShutdown } from '../../server/lifecycle/shutdown.js';
import { systemClock } from '../../server/ports/clock.js';
import { silentLog } from '../support/silentLog.js';

const MINUTE = 60_000;

describe('leases', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function start(idleMinutes: number | null): {
    leases: Leases;
    busy: { is: boolean };
    onIdle: ReturnType<typeof vi.fn>;
  } {
    const busy = { is: false };
    const onIdle = vi.fn();
    return { leases: createLeases({ clock: systemClock, idleMinutes, isBusy: () => busy.is, onIdle }), busy, onIdle };
  }

  it('end the service so many minutes after it began to be of no use, once', () => {
    const { onIdle } = start(5);
    vi.advanceTimersByTime(5 * MINUTE - 1);
    expect(onIdle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60 * MINUTE);
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('never end a service that was started to stay', () => {
    const { onIdle } = start(null);
    vi.advanceTimersByTime(10_000 * MINUTE);
    expect(onIdle).not.toHaveBeenCalled();
  });

  it('count from the end of the last one', () => {
    const { leases, onIdle } = start(5);
    const [first, second] = [leases.hold(), leases.hold()];
    expect(leases.count).toBe(2);
    vi.advanceTimersByTime(60 * MINUTE);
    first();
    first();
    vi.advanceTimersByTime(60 * MINUTE);
    expect([leases.count, onIdle.mock.calls.length]).toEqual([1, 0]);
    second();
    vi.advanceTimersByTime(4 * MINUTE);
    expect(onIdle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2 * MINUTE);
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('count from the last request', () => {
    const { leases, onIdle } = start(5);
    for (let minute = 0; minute < 30; minute += 4) {
      vi.advanceTimersByTime(4 * MINUTE);
      leases.touch();
    }
    expect(onIdle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(6 * MINUTE);
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('count from the end of work', () => {
    const { busy, onIdle } = start(5);
    busy.is = true;
    vi.advanceTimersByTime(60 * MINUTE);
    busy.is = false;
    vi.advanceTimersByTime(4 * MINUTE);
    expect(onIdle).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2 * MINUTE);
    expect(onIdle).toHaveBeenCalledTimes(1);
  });

  it('end nothing once closed', () => {
    const { leases, onIdle } = start(1);
    leases.close();
    vi.advanceTimersByTime(10 * MINUTE);
    expect(onIdle).not.toHaveBeenCalled();
  });
});

describe('events', () => {
  it('reach every listener until it leaves', () => {
    const events = createEvents();
    const heard: string[] = [];
    const leave = events.subscribe(({ type }) => heard.push(`a ${type}`));
    events.subscribe(({ type }) => heard.push(`b ${type}`));
    events.publish({ type: 'stopping' });
    leave();
    events.publish({ type: 'stopping' });
    expect(heard).toEqual(['a stopping', 'b stopping', 'b stopping']);
  });
});

describe('a shutdown', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function start(close: () => Promise<void>): { shutdown: (reason: string) => void; exit: ReturnType<typeof vi.fn> } {
    const exit = vi.fn();
    return { shutdown: createShutdown({ close, exit, clock: systemClock, log: silentLog }), exit };
  }
  const never = (): Promise<void> => new Promise(() => undefined);

  it('closes once and ends with 0', async () => {
    const close = vi.fn(() => Promise.resolve());
    const { shutdown, exit } = start(close);
    shutdown('SIGTERM');
    shutdown('SIGTERM');
    await vi.advanceTimersByTimeAsync(0);
    expect(close).toHaveBeenCalledTimes(1);
    expect(exit.mock.calls).toEqual([[0]]);
  });

  it('is forced by a second signal, but not by the same key press again', () => {
    const { shutdown, exit } = start(never);
    shutdown('SIGINT');
    vi.advanceTimersByTime(20);
    shutdown('SIGINT');
    expect(exit).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    shutdown('SIGINT');
    expect(exit.mock.calls).toEqual([[1]]);
  });

  it('is forced after five seconds', () => {
    const { shutdown, exit } = start(never);
    shutdown('SIGTERM');
    vi.advanceTimersByTime(4_999);
    expect(exit).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(exit.mock.calls).toEqual([[1]]);
  });

  it('ends with 1 when closing fails', async () => {
    const { shutdown, exit } = start(() => Promise.reject(new Error('stuck')));
    shutdown('SIGTERM');
    await vi.advanceTimersByTimeAsync(0);
    expect(exit.mock.calls).toEqual([[1]]);
  });
});

describe('listen', () => {
  const open: Server[] = [];
  const create = (): Server => {
    const server = createServer();
    open.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done))));
  });
  const start = (port: number, isExplicit: boolean): Promise<Listening> =>
    listen({ createServer: create, host: '127.0.0.1', port, scheme: 'http', isExplicit });
  const addresses = ({ servers }: Listening): unknown[] => servers.map((server) => server.address());

  it('takes any free port, the same on both loopback addresses', async () => {
    const listening = await start(0, true);
    const { port } = listening;
    expect(listening.url).toBe(`http://127.0.0.1:${port}`);
    const both = ['127.0.0.1', '::1'].slice(0, listening.servers.length);
    expect(addresses(listening)).toEqual(both.map((address) => expect.objectContaining({ address, port }) as unknown));
  });

  it('fails where an explicit port is taken', async () => {
    const { port } = await start(0, true);
    await expect(start(port, true)).rejects.toThrow(PortTakenError);
    await expect(start(port, true)).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
  });

  it('goes on from a default port that is taken', async () => {
    const taken = await start(0, true);
    const next = await start(taken.port, false);
    expect(next.port).not.toBe(taken.port);
    expect(next.servers.every((server) => server.listening)).toBe(true);
  });

  it('does not leave the IPv6 loopback of its port to a stranger', async (context) => {
    const stranger = create();
    const isPossible = await new Promise((done) => {
      stranger.once('error', () => done(false)).listen({ host: '::1', port: 0 }, () => done(true));
    });
    context.skip(!isPossible, 'this machine has no IPv6 loopback');
    const { port } = stranger.address() as { port: number };
    await expect(start(port, true)).rejects.toThrow(PortTakenError);
    expect((await start(port, false)).port).not.toBe(port);
  });
});

describe('claimDataDir', () => {
  const lock = { release: () => Promise.resolve() };
  const service = { url: 'http://127.0.0.1:1' } as unknown as ServiceHandle;

  it('owns a free directory', async () => {
    const claim = await claimDataDir({
      acquireLock: () => Promise.resolve(lock),
      discover: () => Promise.resolve(null),
    });
    expect(claim).toEqual({ kind: 'owned', lock });
  });

  it('waits for the owner that is starting', async () => {
    const found: (ServiceHandle | null)[] = [null, null, service];
    const claim = await claimDataDir({
      acquireLock: () => Promise.resolve({ heldBy: { pid: 7 } }),
      discover: () => Promise.resolve(found.shift() ?? null),
    });
    expect(claim).toEqual({ kind: 'running', service });
  });

  it('follows an owner that leaves', async () => {
    const locks = [{ heldBy: { pid: 7 } }, { heldBy: { pid: 7 } }, lock];
    const claim = await claimDataDir({
      acquireLock: () => Promise.resolve(locks.shift() ?? lock),
      discover: () => Promise.resolve(null),
    });
    expect(claim).toEqual({ kind: 'owned', lock });
  });

  it('says who is in the way for good', async () => {
    const claim = await claimDataDir({
      acquireLock: () => Promise.resolve({ heldBy: { pid: 7 } }),
      discover: () => Promise.resolve(null),
      deadlineMs: 50,
    });
    expect(claim).toEqual({ kind: 'stuck', pid: 7 });
  });
});
