import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ListenOptions {
  /** Makes one more server of the same application. */
  createServer: () => Server;
  host: string;
  /** 0 = any free port. */
  port: number;
  /** When taken: true fails, false goes on to the next port. */
  isExplicit: boolean;
  scheme: 'http' | 'https';
}

export interface Listening {
  servers: Server[];
  port: number;
  /** Where programs on this machine reach it. */
  url: string;
}

/** Somebody else listens there. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(
    readonly host: string,
    readonly port: number,
  ) {
    super(`Port ${port} on ${host} is taken by another program; choose another with --port, or 0 for any free one`);
  }
}

const NEIGHBOURS = 20;
const ATTEMPTS_AT_RANDOM = 10;

/** Binds the port, on both loopback addresses where the host is the loopback. Throws `PortTakenError`. */
export async function listen({ createServer, host, port, isExplicit, scheme }: ListenOptions): Promise<Listening> {
  const candidates = candidatePorts(port, isExplicit);
  for (const [index, candidate] of candidates.entries()) {
    try {
      return await listenOn(createServer, host, candidate, scheme);
    } catch (error) {
      if (!(error instanceof PortTakenError) || index === candidates.length - 1) throw error;
    }
  }
  throw new PortTakenError(host, port);
}

/** A random IPv4 port can be taken on IPv6, so chance gets several attempts. */
function candidatePorts(port: number, isExplicit: boolean): number[] {
  const anyFree = Array.from({ length: ATTEMPTS_AT_RANDOM }, () => 0);
  if (port === 0) return anyFree;
  if (isExplicit) return [port];
  const neighbours = Array.from({ length: NEIGHBOURS }, (_, step) => port + step);
  return [...neighbours.filter((candidate) => candidate <= 65_535), ...anyFree];
}

async function listenOn(
  createServer: () => Server,
  host: string,
  port: number,
  scheme: ListenOptions['scheme'],
): Promise<Listening> {
  const isLoopbackName = host === '127.0.0.1' || host === 'localhost';
  const first = createServer();
  await bind(first, isLoopbackName ? '127.0.0.1' : host, port);
  const bound = (first.address() as AddressInfo).port;
  const servers = [first];
  if (isLoopbackName) {
    // `localhost` may mean ::1: a stranger there must not get what is meant for us.
    const second = createServer();
    try {
      if (await bindIfPossible(second, '::1', bound)) servers.push(second);
    } catch (error) {
      first.close();
      throw error;
    }
  }
  return { servers, port: bound, url: `${scheme}://${localName(host)}:${bound}` };
}

/** False where the machine has no such address. */
async function bindIfPossible(server: Server, host: string, port: number): Promise<boolean> {
  try {
    await bind(server, host, port);
    return true;
  } catch (error) {
    if (error instanceof PortTakenError) throw error;
    return false;
  }
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(host, port) : error);
    };
    server.once('error', onError);
    server.listen({ host, port }, () => {
      server.off('error', onError);
      resolve();
    });
  });
}

/** An address for all interfaces is reached through the loopback. */
function localName(host: string): string {
  if (host === '0.0.0.0' || host === 'localhost') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
