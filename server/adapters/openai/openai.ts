import { z } from 'zod';
import { CoreError } from '../../ports/errors.js';
import type { ChatRequest, Provider, ProviderConfig } from '../../ports/model.js';
import { modelServerUrl } from '../modelServer/address.js';
import { explainStatus, explainThrown, withAttempts, type Failure } from '../modelServer/attempts.js';
import { createDeadline, type Deadline } from '../modelServer/deadline.js';
import { readEvents } from './events.js';

const DEFAULT_URL = 'https://api.openai.com/v1';
const SERVER = 'The model server';
/** Texts of one embedding request. */
const EMBED_BATCH = 64;

const ChunkSchema = z.object({
  choices: z.array(
    z.object({ delta: z.object({ content: z.string().nullish() }).optional(), finish_reason: z.string().nullish() }),
  ),
});
const EmbeddingsSchema = z.object({ data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()) })) });
const ModelsSchema = z.object({ data: z.array(z.object({ id: z.string(), created: z.number().optional() })) });

/** A refusal by the server, before it is known what to do about it. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter: string | null,
  ) {
    super('Refused');
  }
}

type Send = (path: string, body: unknown, deadline: Deadline) => Promise<Response>;

/** Any server that speaks OpenAI's API, at any base address. */
export function createOpenai({ baseUrl, apiKey, timeoutMs }: ProviderConfig): Provider {
  const base = modelServerUrl(baseUrl ?? DEFAULT_URL);
  const send: Send = async (path, body, deadline) => {
    const response = await fetch(`${base}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: deadline.signal,
    });
    if (response.ok) return response;
    await response.body?.cancel();
    throw new Refused(response.status, response.headers.get('retry-after'));
  };

  const ask = async <T>(path: string, body: unknown, schema: z.ZodType<T>, caller?: AbortSignal): Promise<T> => {
    const deadline = createDeadline(timeoutMs, caller);
    try {
      return await withAttempts(
        deadline.signal,
        async () => readAnswer(schema, await send(path, body, deadline)),
        (thrown) => explain(thrown, caller),
      );
    } finally {
      deadline.end();
    }
  };

  return {
    name: 'openai',
    chat: (request) => stream(request, send, timeoutMs),
    async embed(model, texts, signal) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += EMBED_BATCH) {
        const input = texts.slice(start, start + EMBED_BATCH);
        const { data } = await ask('/embeddings', { model, input }, EmbeddingsSchema, signal);
        if (data.length !== input.length) throw new CoreError('upstream_failed', `${SERVER} did not place every text`);
        vectors.push(...data.sort((a, b) => a.index - b.index).map(({ embedding }) => Float32Array.from(embedding)));
      }
      return vectors;
    },
    async listModels(signal) {
      const { data } = await ask('/models', undefined, ModelsSchema, signal);
      return data.map(({ id, created }) => ({
        name: id,
        sizeBytes: null,
        modifiedAt: created === undefined ? null : created * 1000,
        canEmbed: null,
      }));
    },
  };
}

async function readAnswer<T>(schema: z.ZodType<T>, response: Response): Promise<T> {
  const parsed = schema.safeParse(await response.json());
  if (!parsed.success) throw unexpected();
  return parsed.data;
}

async function* stream(request: ChatRequest, send: Send, timeoutMs: number): AsyncIterable<string> {
  const { model, messages, temperature, maxTokens, json, signal } = request;
  const hangUp = new AbortController();
  const deadline = createDeadline(timeoutMs, signal ? AbortSignal.any([signal, hangUp.signal]) : hangUp.signal);
  const plain = { model, messages, stream: true, temperature, max_tokens: maxTokens };
  let isWhole = false;
  try {
    const response = await withAttempts(
      deadline.signal,
      () => sendChat(send, plain, json ?? false, deadline),
      (thrown) => explain(thrown, signal),
    );
    if (!response.body) throw unexpected();
    for await (const data of readEvents(response.body as AsyncIterable<Uint8Array>)) {
      deadline.touch();
      if (data === '[DONE]') isWhole = true;
      else if (data !== '') {
        const [choice] = readChunk(data).choices;
        isWhole ||= typeof choice?.finish_reason === 'string';
        if (choice?.delta?.content) yield choice.delta.content;
      }
    }
    if (!isWhole) throw new CoreError('unavailable', `${SERVER} stopped in the middle of its answer`);
  } catch (thrown) {
    throw explain(thrown, signal).error;
  } finally {
    deadline.end();
    // Whoever stops listening stops the model as well.
    hangUp.abort();
  }
}

/** Servers that do not know JSON mode refuse it with 400: they are asked again without. */
async function sendChat(send: Send, plain: object, json: boolean, deadline: Deadline): Promise<Response> {
  if (!json) return send('/chat/completions', plain, deadline);
  try {
    return await send('/chat/completions', { ...plain, response_format: { type: 'json_object' } }, deadline);
  } catch (thrown) {
    if (thrown instanceof Refused && thrown.status === 400) return send('/chat/completions', plain, deadline);
    throw thrown;
  }
}

function readChunk(data: string): z.output<typeof ChunkSchema> {
  const parsed = ChunkSchema.safeParse(JSON.parse(data));
  if (!parsed.success) throw unexpected();
  return parsed.data;
}

function unexpected(cause?: unknown): CoreError {
  return new CoreError('upstream_failed', `${SERVER} answered in an unexpected form`, { cause });
}

function explain(thrown: unknown, caller: AbortSignal | undefined): Failure {
  if (thrown instanceof Refused) return explainStatus(SERVER, thrown.status, thrown.retryAfter);
  if (thrown instanceof SyntaxError) return { error: unexpected(thrown), isPassing: false, retryAfterMs: null };
  return explainThrown(SERVER, thrown, caller);
}
