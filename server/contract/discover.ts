import { Hello, PROTOCOL, TOKEN_HEADER } from './hello.js';
import { createSecret, isProof } from './proof.js';
import { readServiceFile, type ServiceFile } from './serviceFile.js';

/** A running service that has proved itself. */
export interface ServiceHandle {
  readonly url: string;
  readonly pid: number;
  readonly version: string;
  readonly protocol: number;
  readonly startedAt: number;
  /** Sends a request with the token; `path` is absolute on the service. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

const HELLO_TIMEOUT_MS = 2_000;

/** The service of this data directory, if one answers and proves that it is the one that wrote the service file. */
export async function discover(dataDir: string, timeoutMs = HELLO_TIMEOUT_MS): Promise<ServiceHandle | null> {
  const file = await readServiceFile(dataDir);
  if (!file) return null;
  const hello = await sayHello(file, timeoutMs);
  return hello ? createHandle(file, hello) : null;
}

/** Whether its client speaks the same protocol. */
export function isCompatible(service: ServiceHandle): boolean {
  return service.protocol === PROTOCOL;
}

async function sayHello({ url, token }: ServiceFile, timeoutMs: number): Promise<Hello | null> {
  const challenge = createSecret();
  try {
    const response = await fetch(`${url}/_loci/hello?challenge=${challenge}`, {
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const hello = Hello.parse(await response.json());
    return isProof(hello.proof, token, challenge, url) ? hello : null;
  } catch {
    // Nobody, or somebody else: either way not our service.
    return null;
  }
}

function createHandle({ url, token, startedAt }: ServiceFile, { pid, version, protocol }: Hello): ServiceHandle {
  return {
    url,
    pid,
    version,
    protocol,
    startedAt,
    fetch(path, init = {}) {
      const headers = new Headers(init.headers);
      headers.set(TOKEN_HEADER, token);
      return fetch(`${url}${path}`, { ...init, headers, redirect: 'error' });
    },
  };
}
