import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { isSigned, type Keys } from './signatureV4.js';

interface StoredObject {
  bytes: Buffer;
  type: string;
  at: number;
}

export interface S3Call {
  method: string;
  key: string;
  range: string | undefined;
  /** Bytes that the caller's connection has taken so far. */
  taken(): number;
  /** The caller hung up before it had the whole answer. */
  isBrokenOff(): boolean;
}

/** What goes wrong with a request: an error of the store, no answer at all, or one that ends or stops in the middle. */
export type S3Fault = { status: number; code: string } | 'silence' | 'cut' | 'stall';

export interface FakeS3 {
  url: string;
  keys: Keys;
  /** What programs are started with to reach it. */
  env: Record<string, string>;
  /** Of the one bucket there is, `loci`. */
  objects: Map<string, StoredObject>;
  calls: S3Call[];
  /** Objects in a page of a list. */
  pageSize: number;
  /** Null = nothing. */
  fault: (call: S3Call) => S3Fault | null;
  /** Nobody answers at its address any more. */
  leave(): Promise<void>;
  /** It answers there again. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

const BUCKET = 'loci';
const PIECE = 65_536;

/**
 * The part of S3 that compatible stores agree on, as documented: signatures (version 4) and checksums are verified, and
 * bodies in chunks with trailers are refused, as some of them do.
 */
export async function startFakeS3(): Promise<FakeS3> {
  const fake: Omit<FakeS3, 'url' | 'env' | 'leave' | 'comeBack' | 'close'> = {
    keys: { id: 'not-a-key', secret: ['not', 'a', 'secret'].join('-') },
    objects: new Map(),
    calls: [],
    pageSize: 1000,
    fault: () => null,
  };
  const listen = async (port: number): Promise<Server> => {
    const server = createServer((request, response) => {
      answer(fake, request, response).catch(() => response.destroy());
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await listen(0);
  const { port } = server.address() as AddressInfo;
  const leave = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const url = `http://127.0.0.1:${port}`;
  return Object.assign(fake, {
    url,
    env: {
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: fake.keys.id,
      AWS_SECRET_ACCESS_KEY: fake.keys.secret,
      // No file and no machine's role of where the tests run is looked for.
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_CONFIG_FILE: '/dev/null',
    },
    leave,
    async comeBack() {
      server = await listen(port);
    },
    close: leave,
  });
}

type State = Pick<FakeS3, 'keys' | 'objects' | 'calls' | 'pageSize' | 'fault'>;

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://local');
  const [, bucket = '', ...rest] = url.pathname.split('/');
  const key = decodeURIComponent(rest.join('/'));
  const { method = 'GET', headers } = request;
  const call: S3Call = {
    ...{ method, key, range: headers.range },
    taken: () => request.socket.bytesWritten,
    isBrokenOff: () => response.closed && !response.writableFinished,
  };
  state.calls.push(call);
  const fault = state.fault(call);
  if (fault === 'silence') return;
  const body = await buffer(request);
  const problem = typeof fault === 'object' && fault ? fault : problemOf(state, request, body, bucket);
  if (problem) refuse(response, method, problem.status, problem.code);
  else if (key === '') listObjects(state, url.searchParams, response);
  else if (method === 'PUT') putObject(state, key, request, body, response);
  else if (method === 'DELETE') {
    state.objects.delete(key);
    response.writeHead(204).end();
  } else getObject(state.objects.get(key), request, response, fault);
}

function problemOf(
  { keys }: State,
  request: IncomingMessage,
  body: Buffer,
  bucket: string,
): { status: number; code: string } | null {
  const { headers } = request;
  if (headers['x-amz-trailer'] !== undefined || headers['content-encoding'] === 'aws-chunked')
    return { status: 501, code: 'NotImplemented' };
  if (!(headers.authorization ?? '').includes(`Credential=${keys.id}/`))
    return { status: 403, code: 'InvalidAccessKeyId' };
  if (!isSigned(request, body, keys)) return { status: 403, code: 'SignatureDoesNotMatch' };
  if (bucket !== BUCKET) return { status: 404, code: 'NoSuchBucket' };
  return null;
}

/** An answer to `HEAD` has no body that could say what is wrong. */
function refuse(response: ServerResponse, method: string, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(method === 'HEAD' ? undefined : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

const digest = (bytes: Buffer, encoding: 'hex' | 'base64'): string => createHash('md5').update(bytes).digest(encoding);

function putObject(
  { objects }: State,
  key: string,
  { headers }: IncomingMessage,
  bytes: Buffer,
  response: ServerResponse,
): void {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== digest(bytes, 'base64')) refuse(response, 'PUT', 400, 'BadDigest');
  else if (Number(headers['content-length']) !== bytes.length) refuse(response, 'PUT', 400, 'IncompleteBody');
  else {
    objects.set(key, { bytes, type: headers['content-type'] ?? '', at: Date.now() });
    response.writeHead(200, { ETag: `"${digest(bytes, 'hex')}"` }).end();
  }
}

function getObject(
  object: StoredObject | undefined,
  { method = 'GET', headers }: IncomingMessage,
  response: ServerResponse,
  fault: S3Fault | null,
): void {
  if (!object) {
    refuse(response, method, 404, 'NoSuchKey');
    return;
  }
  const { bytes, type, at } = object;
  const tag = `"${digest(bytes, 'hex')}"`;
  if (headers['if-match'] !== undefined && headers['if-match'] !== tag) {
    refuse(response, method, 412, 'PreconditionFailed');
    return;
  }
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const start = Number(first ?? 0);
  const end = last === undefined || last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1);
  if (first !== undefined && start >= bytes.length) {
    refuse(response, method, 416, 'InvalidRange');
    return;
  }
  response.writeHead(first === undefined ? 200 : 206, {
    'Content-Type': type,
    'Content-Length': end - start + 1,
    'Last-Modified': new Date(at).toUTCString(),
    ETag: tag,
    ...(first === undefined ? {} : { 'Content-Range': `bytes ${start}-${end}/${bytes.length}` }),
  });
  const part = bytes.subarray(start, end + 1);
  if (method === 'HEAD') response.end();
  else if (fault === 'cut') response.write(part.subarray(0, part.length >> 1), () => response.destroy());
  else if (fault === 'stall') response.write(part.subarray(0, part.length >> 1));
  else Readable.from(pieces(part)).pipe(response);
}

function* pieces(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}

function listObjects({ objects, pageSize }: State, query: URLSearchParams, response: ServerResponse): void {
  const after = query.get('continuation-token') ?? '';
  const keys = [...objects.keys()].sort().filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after);
  const page = keys.slice(0, Math.min(pageSize, Number(query.get('max-keys') ?? 1000)));
  const isCut = page.length < keys.length;
  const contents = page.map((key) => {
    const { bytes, at } = objects.get(key)!;
    const facts = `<Size>${bytes.length}</Size><LastModified>${new Date(at).toISOString()}</LastModified>`;
    return `<Contents><Key>${key}</Key>${facts}</Contents>`;
  });
  const next = isCut ? `<NextContinuationToken>${page.at(-1) ?? ''}</NextContinuationToken>` : '';
  response.writeHead(200, { 'Content-Type': 'application/xml' });
  response.end(
    `<ListBucketResult><Name>${BUCKET}</Name><IsTruncated>${isCut}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
  );
}
