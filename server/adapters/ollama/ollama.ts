import { Ollama } from 'ollama';
import { CoreError } from '../../ports/errors.js';
import type { ChatRequest, Provider, ProviderConfig } from '../../ports/model.js';
import { modelServerUrl } from '../modelServer/address.js';
import { explainStatus, explainThrown, withAttempts, type Failure } from '../modelServer/attempts.js';
import { createDeadline } from '../modelServer/deadline.js';

const DEFAULT_URL = 'http://127.0.0.1:11434';
const SERVER = 'Ollama';

/** A local Ollama server. Each request has a client of its own: the package cancels all requests of a client at once. */
export function createOllama({ baseUrl, timeoutMs }: ProviderConfig): Provider {
  const host = modelServerUrl(baseUrl ?? DEFAULT_URL);
  const clientFor = (signal: AbortSignal): Ollama =>
    new Ollama({
      host,
      fetch: (input, init) =>
        fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal }),
    });

  /** One short request with retries. */
  const ask = async <T>(caller: AbortSignal | undefined, work: (client: Ollama) => Promise<T>): Promise<T> => {
    const deadline = createDeadline(timeoutMs, caller);
    try {
      return await withAttempts(
        deadline.signal,
        () => work(clientFor(deadline.signal)),
        (thrown) => explain(thrown, caller),
      );
    } finally {
      deadline.end();
    }
  };

  return {
    name: 'ollama',
    chat: (request) => stream(request, clientFor, timeoutMs),
    async embed(model, texts, signal) {
      const { embeddings } = await ask(signal, (client) => client.embed({ model, input: texts }));
      if (embeddings.length !== texts.length)
        throw new CoreError('upstream_failed', `${SERVER} did not place every text`);
      return embeddings.map((values) => Float32Array.from(values));
    },
    async listModels(signal) {
      const { models } = await ask(signal, (client) => client.list());
      return models.map(({ name, size, modified_at: modifiedAt }) => ({
        name,
        sizeBytes: size,
        modifiedAt: Number.isNaN(Date.parse(String(modifiedAt))) ? null : Date.parse(String(modifiedAt)),
        canEmbed: null,
      }));
    },
  };
}

async function* stream(
  request: ChatRequest,
  clientFor: (signal: AbortSignal) => Ollama,
  timeoutMs: number,
): AsyncIterable<string> {
  const { model, messages, temperature, maxTokens, json, signal } = request;
  const hangUp = new AbortController();
  const deadline = createDeadline(timeoutMs, signal ? AbortSignal.any([signal, hangUp.signal]) : hangUp.signal);
  const options = {
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { num_predict: maxTokens }),
  };
  let isWhole = false;
  try {
    const open = () =>
      clientFor(deadline.signal).chat({
        model,
        messages,
        options,
        stream: true as const,
        ...(json ? { format: 'json' } : {}),
      });
    const parts = await withAttempts(deadline.signal, open, (thrown) => explain(thrown, signal));
    for await (const part of parts) {
      deadline.touch();
      isWhole = part.done;
      if (part.message.content !== '') yield part.message.content;
    }
    if (!isWhole) throw new CoreError('unavailable', `${SERVER} stopped in the middle of its answer`);
  } catch (thrown) {
    throw explain(thrown, signal).error;
  } finally {
    deadline.end();
    // Whoever stops listening stops the model as well.
    if (!isWhole) hangUp.abort();
  }
}

function explain(thrown: unknown, caller: AbortSignal | undefined): Failure {
  if (thrown instanceof Error && 'status_code' in thrown)
    return explainStatus(SERVER, Number(thrown.status_code), null);
  if (thrown instanceof SyntaxError)
    return {
      error: new CoreError('upstream_failed', `${SERVER} answered in an unexpected form`, { cause: thrown }),
      isPassing: false,
      retryAfterMs: null,
    };
  if (
    thrown instanceof Error &&
    /did not receive done|stream/i.test(thrown.message) &&
    !(thrown instanceof CoreError)
  ) {
    return {
      error: new CoreError('unavailable', `${SERVER} stopped in the middle of its answer`, { cause: thrown }),
      isPassing: false,
      retryAfterMs: null,
    };
  }
  return explainThrown(SERVER, thrown, caller);
}
