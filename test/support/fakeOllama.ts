import {
  startFakeModelServer,
  type ChatCall,
  type FakeModelServer,
  type Handler,
  type RecordedRequest,
  type Reply,
} from './fakeModelServer.js';
import { hashedEmbedding } from './hashedEmbedding.js';

export interface FakeOllamaModel {
  name: string;
  capabilities?: string[];
  family?: string;
}

export interface FakeOllamaOptions {
  /** Installed models; a chat with another one is a 404. Default: one that chats and one that embeds. */
  models?: FakeOllamaModel[];
  /** Length of embeddings. */
  dimension?: number;
  /** Default: a hashed embedding of that length. */
  embed?: (text: string, model: string) => number[];
  /** Runs before each embedding is answered; what it throws breaks the connection. */
  before?: () => Promise<void>;
  answer?: Handler | Reply;
  /** What `/api/pull` reports: a status, a share of the bytes, a failure, or silence from here on. */
  pull?: (string | number | { error: string })[];
}

export const CHAT_MODEL = 'llama3.2:3b';
export const EMBEDDING_MODEL = 'nomic-embed-text:latest';

const CREATED_AT = '2026-01-02T03:04:05.678901Z';

/** A stand-in for an Ollama server: `/api/chat`, `/api/embed`, `/api/tags`, `/api/show`, `/api/version`. */
export function startFakeOllama({
  models = [
    { name: EMBEDDING_MODEL, family: 'nomic-bert' },
    { name: CHAT_MODEL, family: 'llama' },
  ],
  dimension = 64,
  embed = (text) => hashedEmbedding(text, dimension),
  before,
  answer = 'Hello.',
  pull = ['success'],
}: FakeOllamaOptions = {}): Promise<FakeModelServer> {
  const isInstalled = (name: unknown): boolean =>
    models.some((model) => model.name === name || model.name === `${String(name)}:latest`);

  const route = (
    { method, path, body }: RecordedRequest,
    send: (status: number, body: unknown) => void,
    sendLines: (lines: (string | null)[]) => void,
  ): ChatCall | null => {
    const { model } = body;
    const key = `${method} ${path}`;
    if (key === 'GET /api/tags') send(200, { models: models.map(toTag) });
    else if (key === 'GET /api/version') send(200, { version: '0.12.6' });
    else if (key === 'POST /api/pull') sendLines(pull.map(toPullLine));
    else if (!['POST /api/chat', 'POST /api/embed', 'POST /api/show'].includes(key)) send(404, { error: 'not found' });
    else if (!isInstalled(model)) send(404, { error: `model '${String(model)}' not found` });
    else if (path === '/api/show')
      send(200, { capabilities: capabilitiesOf(models.find(({ name }) => name === model)) });
    else if (path === '/api/embed') {
      const input = [body['input']].flat() as string[];
      send(200, {
        model,
        embeddings: input.map((text) => embed(text, String(model))),
        prompt_eval_count: input.length,
      });
    } else if (body['stream'] === true) {
      return {
        model: String(model),
        messages: body['messages'] as ChatCall['messages'],
        json: body['format'] === 'json',
        body,
      };
    } else send(400, { error: 'this stand-in only streams' });
    return null;
  };

  const line = (part: object): string => `${JSON.stringify({ created_at: CREATED_AT, ...part })}\n`;
  return startFakeModelServer({
    path: '',
    before: before && (({ path }) => (path === '/api/embed' ? before() : Promise.resolve())),
    route,
    answer,
    framing: {
      head: { 'content-type': 'application/x-ndjson' },
      piece: (content, { model }) => line({ model, message: { role: 'assistant', content }, done: false }),
      end: ({ model }) =>
        line({
          model,
          message: { role: 'assistant', content: '' },
          done_reason: 'stop',
          done: true,
          eval_count: 7,
          total_duration: 1,
        }),
      failure: (message) => `${JSON.stringify({ error: message })}\n`,
      malformed: '{"model": "broken", "mess\n',
      error: (_status, message) => ({ error: message }),
    },
  });
}

/** null = silence. */
function toPullLine(step: string | number | { error: string }): string | null {
  if (step === 'wait') return null;
  if (typeof step === 'number')
    return `${JSON.stringify({ status: 'pulling a80c4f17acd5', digest: 'sha256:a80c', total: 1000, completed: step * 1000 })}\n`;
  return `${JSON.stringify(typeof step === 'string' ? { status: step } : step)}\n`;
}

function capabilitiesOf(model: FakeOllamaModel | undefined): string[] {
  return model?.capabilities ?? (model?.family?.includes('bert') ? ['embedding'] : ['completion']);
}

function toTag({ name, capabilities, family = 'llama' }: FakeOllamaModel): object {
  return {
    name,
    model: name,
    modified_at: '2026-01-02T03:04:05.678901234Z',
    size: 2_019_393_189,
    digest: 'a80c4f17acd5',
    details: {
      parent_model: '',
      format: 'gguf',
      family,
      families: [family],
      parameter_size: '3.2B',
      quantization_level: 'Q4_K_M',
    },
    ...(capabilities ? { capabilities } : {}),
  };
}
