import type { FakeModelServer } from './fakeModelServer.js';
import { startFakeOllama } from './fakeOllama.js';
import { hashedEmbedding } from './hashedEmbedding.js';

/** An Ollama stand-in with two embedding models, which can be made to fail. */
export interface TestEmbedder {
  server: FakeModelServer;
  /** For `startService`. */
  models: { llm: null; embedder: { provider: 'ollama'; baseUrl: string; model: null } };
  /** Texts that each model was asked to place, in order. */
  asked(model: string): string[];
  /** From now on: `down` breaks connections, `hung` never answers. */
  state: 'well' | 'down' | 'hung';
  /** Length of the vectors of both models. */
  dimension: number;
  /** A text whose vector is no numbers, for both. */
  poison: string | null;
  /** Each request waits for this before it is answered. */
  gate: Promise<unknown> | null;
  close(): Promise<void>;
}

export const MODEL_A = 'first-embed:latest';
export const MODEL_B = 'second-embed:latest';

export async function startEmbedder(): Promise<TestEmbedder> {
  const asked: { model: string; text: string }[] = [];
  const server = await startFakeOllama({
    models: [
      { name: MODEL_A, family: 'bert' },
      { name: MODEL_B, family: 'bert' },
    ],
    async before() {
      if (embedder.state === 'down') throw new Error('down');
      if (embedder.state === 'hung') await new Promise(() => undefined);
      await embedder.gate;
    },
    embed(text, model) {
      asked.push({ model, text });
      const vector = hashedEmbedding(model === MODEL_A ? text : `other ${text}`, embedder.dimension);
      return text === embedder.poison ? vector.map(() => NaN) : vector;
    },
  });
  const embedder: TestEmbedder = {
    server,
    models: { llm: null, embedder: { provider: 'ollama', baseUrl: server.url, model: null } },
    asked: (wanted) => asked.filter(({ model }) => model === wanted).map(({ text }) => text),
    state: 'well',
    dimension: 64,
    poison: null,
    gate: null,
    close: () => server.close(),
  };
  return embedder;
}
