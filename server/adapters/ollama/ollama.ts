import { Ollama } from 'ollama';
import { z } from 'zod';
import { CoreError } from '../../ports/errors.js';
import type { JsonObject } from '../../ports/json.js';
import type { ChatRequest, ModelInfo, Provider, ProviderConfig } from '../../ports/model.js';
import { modelServerUrl } from '../modelServer/address.js';
import { ask, stream, type ModelServer } from '../modelServer/request.js';
import { embedInBatches } from '../modelServer/vectors.js';
import { createTransport } from './transport.js';

const DEFAULT_URL = 'http://127.0.0.1:11434';
const SERVER = 'Ollama';
const LONGEST_REASON = 200;

const EmbeddingsSchema = z.object({ embeddings: z.array(z.array(z.number())) });
const TagSchema = z.object({
  name: z.string(),
  size: z.number().nullish(),
  modified_at: z.string().nullish(),
  capabilities: z.array(z.string()).nullish(),
  details: z.object({ family: z.string().nullish() }).nullish(),
});
const TagsSchema = z.object({ models: z.array(TagSchema) });

/** An Ollama server. `extra.options` goes to the model as it is (`num_ctx` and the like). */
export function createOllama({ baseUrl, apiKey, timeoutMs, attempts, extra }: ProviderConfig): Provider {
  const host = modelServerUrl(baseUrl ?? DEFAULT_URL);
  const server: ModelServer = { name: SERVER, apiKey, timeoutMs, attempts };
  // One client for each request: the package can only cancel all requests of a client at once.
  const clientFor = (signal: AbortSignal): Ollama => new Ollama({ host, fetch: createTransport(server, signal) });

  return {
    name: 'ollama',
    chat: (request) =>
      stream(server, request.signal, async function* (signal) {
        for await (const part of await clientFor(signal).chat(toOllama(request, extra))) {
          if (part.message.content) yield part.message.content;
        }
      }),
    embed: (model, texts, signal) =>
      embedInBatches(SERVER, texts, async (input) => {
        const answer = await ask(server, signal, (inTime) => clientFor(inTime).embed({ model, input }));
        return read(EmbeddingsSchema, answer).embeddings;
      }),
    async listModels(signal) {
      const answer = await ask(server, signal, (inTime) => clientFor(inTime).list());
      return read(TagsSchema, answer).models.map(toModelInfo);
    },
    async pull(model, report, signal) {
      const parts = stream(server, signal, async function* (inTime) {
        try {
          for await (const { status, completed, total } of await clientFor(inTime).pull({ model, stream: true })) {
            report(total > 0 ? completed / total : 0, status);
            yield status;
          }
        } catch (thrown) {
          // The package throws what Ollama says in the middle of the stream as a plain error.
          if (!(thrown instanceof Error) || thrown.constructor !== Error) throw thrown;
          const reason = thrown.message.slice(0, LONGEST_REASON);
          throw new CoreError('upstream_failed', `${SERVER} could not fetch the model: ${reason}`, { cause: thrown });
        }
      });
      let last = '';
      for await (const status of parts) last = status;
      if (last !== 'success') throw new CoreError('upstream_failed', `${SERVER} did not fetch the model whole`);
    },
  };
}

function toOllama({ model, messages, temperature, maxTokens, json }: ChatRequest, extra: JsonObject) {
  const given = extra['options'];
  return {
    model,
    messages: messages.map(({ role, content, pictures }) => ({
      role,
      content,
      ...(pictures ? { images: pictures.map((picture) => picture.toString('base64')) } : {}),
    })),
    stream: true as const,
    ...(json ? { format: 'json' } : {}),
    options: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxTokens === undefined ? {} : { num_predict: maxTokens }),
      ...(typeof given === 'object' && !Array.isArray(given) ? given : {}),
    },
  };
}

function toModelInfo({ name, size, modified_at, capabilities, details }: z.output<typeof TagSchema>): ModelInfo {
  const modifiedAt = Date.parse(modified_at ?? '');
  return {
    name,
    sizeBytes: size ?? null,
    modifiedAt: Number.isNaN(modifiedAt) ? null : modifiedAt,
    canEmbed: capabilities?.includes('embedding') ?? guessEmbedding(details?.family ?? ''),
    canSee: capabilities?.includes('vision') ?? null,
  };
}

/** Older servers do not list capabilities; what is known is that no model of the BERT family can chat. */
function guessEmbedding(family: string): true | null {
  return family.includes('bert') || null;
}

function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw new CoreError('upstream_failed', `${SERVER} answered in an unexpected form`);
  return parsed.data;
}
