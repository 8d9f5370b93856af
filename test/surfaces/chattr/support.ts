import WebSocket from 'ws';
import { startFakeOllama } from '../../support/fakeOllama.js';
import type { FakeModelServer, Handler, Reply } from '../../support/fakeModelServer.js';
import { startService, type TestService, type TestServiceOptions } from '../../support/service.js';

export interface Chattr {
  service: TestService;
  model: FakeModelServer | null;
  close(): Promise<void>;
}

/** A service, with a model that answers so; without one when there is no answer. */
export async function startChattr(answer: Handler | Reply | null, options: TestServiceOptions = {}): Promise<Chattr> {
  const model = answer === null ? null : await startFakeOllama({ answer });
  const service = await startService({
    models: model ? { llm: { provider: 'ollama', baseUrl: model.url, model: null }, embedder: null } : null,
    ...options,
  });
  return {
    service,
    model,
    async close() {
      await service.close();
      await model?.close();
    },
  };
}

export type Frame = Record<string, any>;

export interface Client {
  socket: WebSocket;
  frames: Frame[];
  send(value: unknown): void;
  /** Resolves with the first frame, past or to come, that fits. */
  until(fits: (frame: Frame) => boolean): Promise<Frame>;
  /** Resolves with the close code. */
  closed: Promise<number>;
}

/** A WebSocket to the service; rejects with the status where the upgrade is refused. */
export async function connect(
  service: TestService,
  path = '/api/v1/ws/chat',
  options: WebSocket.ClientOptions = {},
): Promise<Client> {
  const socket = new WebSocket(`${service.url.replace('http', 'ws')}${path}`, options);
  const frames: Frame[] = [];
  const waiting: { fits: (frame: Frame) => boolean; resolve: (frame: Frame) => void }[] = [];
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as Frame;
    frames.push(frame);
    for (const { fits, resolve } of waiting) if (fits(frame)) resolve(frame);
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
    socket.once('error', reject);
  });
  return {
    socket,
    frames,
    closed,
    send: (value) => socket.send(typeof value === 'string' ? value : JSON.stringify(value)),
    until: (fits) =>
      new Promise((resolve) => {
        const found = frames.find(fits);
        if (found) resolve(found);
        else waiting.push({ fits, resolve });
      }),
  };
}

export const ofType =
  (type: string) =>
  (frame: Frame): boolean =>
    frame['type'] === type;
