import type { Server } from 'node:http';
import type { Express } from 'express';
import { NATIVE_PORTS, type ServiceConfig } from './config.js';
import {
  createApp,
  createSharedServer,
  createSurfaceApp,
  createSurfaceServer,
  hasOwnBase,
  type AppOptions,
} from './http/app.js';
import { listen, PortTakenError, type Listening } from './lifecycle/listen.js';

/** Where the service answers. */
export interface Doors {
  /** As others reach it. */
  url: string;
  /** As programs of this machine reach it: without a certificate, where others need one. */
  localUrl: string;
  native: readonly NativePort[];
  /** Nobody new comes in; requests that are here go on. */
  shut(): void;
  /** Ends what is left of them, and resolves when all is closed. */
  close(): Promise<void>;
}

export interface NativePort {
  surface: string;
  port: number;
  /** Empty = somebody else has the port. */
  servers: Server[];
}

/** Listens on all that the settings name, or on nothing. Throws `PortTakenError`. */
export async function openDoors(
  options: AppOptions,
  { host, port, nativePorts, tls }: Pick<ServiceConfig, 'host' | 'port' | 'nativePorts' | 'tls'>,
): Promise<Doors> {
  const app = createApp(options);
  const servers: Server[] = [];
  let shutting: Promise<unknown> | null = null;
  const shut = (): void => void (shutting ??= Promise.all(servers.map(closeServer)));
  const close = async (): Promise<void> => {
    shut();
    for (const server of servers) server.closeAllConnections();
    await shutting;
  };
  const keep = <T extends { servers: Server[] }>(opened: T): T => {
    servers.push(...opened.servers);
    return opened;
  };
  try {
    const shared = keep(
      await listen({
        createServer: () => createSharedServer(app, options),
        host,
        port: port.value,
        isExplicit: port.isExplicit,
        scheme: tls ? 'https' : 'http',
      }),
    );
    const local = tls ? keep(await listenLocally(app, options)) : shared;
    const native = nativePorts ? (await listenNatively(options, host)).map(keep) : [];
    return { url: shared.url, localUrl: local.url, native, shut, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Certificates name the service as others know it: programs of this machine need none on the loopback. */
function listenLocally(app: Express, options: AppOptions): Promise<Listening> {
  const createServer = (): Server => createSharedServer(app, { ...options, tls: null });
  return listen({ createServer, host: '127.0.0.1', port: 0, isExplicit: false, scheme: 'http' });
}

/** Each dialect alone on its documented port; a busy one is a warning. */
async function listenNatively(options: AppOptions, host: string): Promise<NativePort[]> {
  const { surfaces, log, tls } = options;
  const opened: NativePort[] = [];
  for (const surface of surfaces.filter(hasOwnBase)) {
    const port = NATIVE_PORTS[surface.name];
    if (port === undefined) continue;
    const app = createSurfaceApp(surface, options);
    try {
      const { servers } = await listen({
        createServer: () => createSurfaceServer(surface, app, options),
        host,
        port,
        isExplicit: true,
        scheme: tls ? 'https' : 'http',
      });
      opened.push({ surface: surface.name, port, servers });
    } catch (error) {
      if (!(error instanceof PortTakenError)) throw error;
      log.warn('A documented port is taken by another program', { surface: surface.name, port });
      opened.push({ surface: surface.name, port, servers: [] });
    }
  }
  return opened;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
