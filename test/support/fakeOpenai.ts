import {
  startFakeModelServer,
  type ChatCall,
  type FakeModelServer,
  type Handler,
  type RecordedRequest,
  type Reply,
} from './fakeModelServer.js';
import { hashedEmbedding } from './hashedEmbedding.js';

export interface FakeOpenaiOptions {
  models?: string[];
  /** When set, required as a Bearer token; the refusal quotes what was sent, as real servers do. */
  apiKey?: string;
  dimension?: number;
  /** Options of a chat that this server answers with 400, naming them. */
  refuses?: string[];
  answer?: Handler | Reply;
}

/** A stand-in for a server with OpenAI's API: `/chat/completions`, `/embeddings`, `/models` under `/v1`. */
export function startFakeOpenai({
  models = ['gpt-4o-mini', 'text-embedding-3-small'],
  apiKey,
  dimension = 64,
  refuses = [],
  answer = 'Hello.',
}: FakeOpenaiOptions = {}): Promise<FakeModelServer> {
  const route = (request: RecordedRequest, send: (status: number, body: unknown) => void): ChatCall | null => {
    const { method, path, headers, body } = request;
    const key = `${method} ${path}`;
    const model = String(body['model']);
    const refused = refuses.find((option) => option in body);
    const given = headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (apiKey !== undefined && given !== apiKey)
      send(401, errorBody(`Incorrect API key provided: ${given}`, 'invalid_api_key'));
    else if (key === 'GET /v1/models')
      send(200, {
        object: 'list',
        data: models.map((id) => ({ id, object: 'model', created: 1_721_172_741, owned_by: 'system' })),
      });
    else if (key !== 'POST /v1/chat/completions' && key !== 'POST /v1/embeddings')
      send(404, errorBody(`Unknown request URL: ${key}`, 'unknown_url'));
    else if (!models.includes(model)) send(404, errorBody(`The model \`${model}\` does not exist`, 'model_not_found'));
    else if (refused !== undefined)
      send(400, errorBody(`Unsupported parameter: '${refused}'`, 'unsupported_parameter'));
    else if (path === '/v1/embeddings') send(200, embeddingsOf(model, [body['input']].flat() as string[], dimension));
    else if (body['stream'] === true) {
      const format = body['response_format'] as { type?: string } | undefined;
      return { model, messages: body['messages'] as ChatCall['messages'], json: format?.type === 'json_object', body };
    } else send(400, errorBody('this stand-in only streams', 'unsupported'));
    return null;
  };

  const event = (model: string, delta: object, finish: string | null): string =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_721_172_741, model, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  return startFakeModelServer({
    path: '/v1',
    route,
    answer,
    framing: {
      head: { 'content-type': 'text/event-stream; charset=utf-8' },
      // Comments keep connections open; readers skip them.
      piece: (content, { model }) => `: keep-alive\n\n${event(model, { content }, null)}`,
      end: ({ model }) => `${event(model, {}, 'stop')}data: [DONE]\n\n`,
      failure: (message) => `data: ${JSON.stringify(errorBody(message, 'server_error'))}\n\n`,
      malformed: 'data: {"choices": [{"delta"\n\n',
      error: (status, message) => errorBody(message, `status_${status}`),
    },
  });
}

/** In no order, as the API allows: `index` says which is whose. */
function embeddingsOf(model: string, input: string[], dimension: number): object {
  const data = input.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: hashedEmbedding(text, dimension),
  }));
  return {
    object: 'list',
    data: data.reverse(),
    model,
    usage: { prompt_tokens: input.length, total_tokens: input.length },
  };
}

function errorBody(message: string, code: string): object {
  return { error: { message, type: 'invalid_request_error', param: null, code } };
}
