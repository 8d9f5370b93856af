import { startFakeOllama, type FakeOllamaOptions } from './fakeOllama.js';
import type { FakeModelServer, Handler, Reply } from './fakeModelServer.js';
import { startService, type TestService, type TestServiceOptions } from './service.js';

export interface Chat {
  service: TestService;
  /** Only where an answer was given. */
  model: FakeModelServer;
  /** What the model was asked to answer, without the work that goes on in the background. */
  asked(): { messages: { role: string; content: string }[]; options: Record<string, unknown> }[];
  close(): Promise<void>;
}

/** A service, with a model that answers so; without one when there is no answer. */
export async function startChat(
  answer: Handler | Reply | null,
  options: TestServiceOptions & { ollama?: FakeOllamaOptions } = {},
): Promise<Chat> {
  const { ollama, ...rest } = options;
  const model = answer === null ? null : await startFakeOllama({ answer, ...ollama });
  const service = await startService({
    models: model ? { llm: { provider: 'ollama', baseUrl: model.url, model: null }, embedder: null } : null,
    ...rest,
  });
  return {
    service,
    get model() {
      if (!model) throw new Error('There is no model');
      return model;
    },
    asked: () =>
      (model?.requests ?? [])
        .filter(({ path, body }) => path === '/api/chat' && body['format'] !== 'json')
        .map(({ body }) => body as unknown as ReturnType<Chat['asked']>[number]),
    async close() {
      await service.close();
      await model?.close();
    },
  };
}

/** Posts, and yields the `data:` frames of the answer as they arrive, each with its time. */
export async function* readFrames(
  service: TestService,
  path: string,
  body: unknown,
  signal?: AbortSignal,
): AsyncGenerator<{ frame: any; at: number }> {
  const response = await service.fetch(path, {
    method: 'POST',
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  let held = '';
  for await (const bytes of response.body!.pipeThrough(new TextDecoderStream())) {
    held += bytes;
    const parts = held.split('\n\n');
    held = parts.pop() ?? '';
    for (const part of parts) yield { frame: JSON.parse(part.replace(/^data: /, '')), at: performance.now() };
  }
}

export async function framesOf(service: TestService, path: string, body: unknown): Promise<any[]> {
  const frames: any[] = [];
  for await (const { frame } of readFrames(service, path, body)) frames.push(frame);
  return frames;
}
