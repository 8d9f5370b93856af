import { z } from 'zod';
import { CoreError } from '../../ports/errors.js';
import type { Provider, ProviderConfig } from '../../ports/model.js';
import { modelServerUrl } from '../modelServer/address.js';
import { BrokenOff } from '../modelServer/attempts.js';
import { ask, send, stream, type ModelServer } from '../modelServer/request.js';
import { embedInBatches } from '../modelServer/vectors.js';
import { toCompletion, withoutRefused, type Body } from './completion.js';
import { readEvents } from './events.js';

const DEFAULT_URL = 'https://api.openai.com/v1';
const SERVER = 'The model server';

const ContentSchema = z.object({ content: z.string().nullish() }).nullish();
const ChunkSchema = z.object({
  choices: z.array(
    // Servers that do not stream send the whole `message`.
    z.object({ delta: ContentSchema, message: ContentSchema, finish_reason: z.string().nullish() }),
  ),
});
const EmbeddingsSchema = z.object({ data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()) })) });
const ModelsSchema = z.object({ data: z.array(z.object({ id: z.string(), created: z.number().nullish() })) });

/** Any server that speaks OpenAI's API, at any base address. `extra.embedding_dims` asks for embeddings of that length. */
export function createOpenai({ baseUrl, apiKey, timeoutMs, attempts, extra }: ProviderConfig): Provider {
  const base = modelServerUrl(baseUrl ?? DEFAULT_URL);
  const server: ModelServer = { name: SERVER, apiKey, timeoutMs, attempts };
  const dimensions = extra['embedding_dims'];

  /** Sends again without the options that the server refuses. */
  const post = async (path: string, body: Body, signal: AbortSignal): Promise<Response> => {
    try {
      return await send(server, `${base}${path}`, JSON.stringify(body), signal);
    } catch (thrown) {
      const lesser = withoutRefused(body, thrown);
      if (!lesser) throw thrown;
      return post(path, lesser, signal);
    }
  };

  return {
    name: 'openai',
    chat: (request) =>
      stream(server, request.signal, async function* (signal) {
        yield* readPieces(await post('/chat/completions', toCompletion(request), signal));
      }),
    embed: (model, texts, signal) =>
      embedInBatches(SERVER, texts, (input) =>
        ask(server, signal, async (inTime) => {
          const body = { model, input, ...(typeof dimensions === 'number' ? { dimensions } : {}) };
          const { data } = read(EmbeddingsSchema, await (await post('/embeddings', body, inTime)).json());
          return data.sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
        }),
      ),
    listModels: (signal) =>
      ask(server, signal, async (inTime) => {
        const answer = await send(server, `${base}/models`, undefined, inTime);
        return read(ModelsSchema, await answer.json()).data.map(({ id, created }) => ({
          name: id,
          sizeBytes: null,
          modifiedAt: created ? created * 1000 : null,
          canEmbed: null,
          canSee: null,
        }));
      }),
  };
}

async function* readPieces({ body }: Response): AsyncGenerator<string> {
  let isWhole = false;
  for await (const data of readEvents((body ?? []) as AsyncIterable<Uint8Array>)) {
    if (data === '[DONE]') isWhole = true;
    else {
      const [choice] = read(ChunkSchema, JSON.parse(data)).choices;
      isWhole ||= typeof choice?.finish_reason === 'string';
      const text = choice?.delta?.content ?? choice?.message?.content;
      if (text) yield text;
    }
  }
  if (!isWhole) throw new BrokenOff();
}

function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new CoreError('upstream_failed', `${SERVER} answered in an unexpected form`);
  return parsed.data;
}
