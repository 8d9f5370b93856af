import type { ChatRequest, ModelMessage } from '../../ports/model.js';
import { Refused } from '../modelServer/attempts.js';

/** The body of a request, in the words of the API. */
export type Body = Record<string, unknown>;

export function toCompletion({ model, messages, temperature, maxTokens, json }: ChatRequest): Body {
  return {
    model,
    messages: messages.map(toMessage),
    stream: true,
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(json ? { response_format: { type: 'json_object' } } : {}),
  };
}

function toMessage({ role, content, pictures }: ModelMessage): Body {
  if (!pictures) return { role, content };
  const parts = pictures.map((picture) => ({
    type: 'image_url',
    image_url: { url: `data:image/jpeg;base64,${picture.toString('base64')}` },
  }));
  return { role, content: [{ type: 'text', text: content }, ...parts] };
}

/** The same request without an option that the server refused: models differ in those they know. Null = nothing to leave out. */
export function withoutRefused(body: Body, thrown: unknown): Body | null {
  if (!(thrown instanceof Refused) || thrown.status !== 400) return null;
  const { reason } = thrown;
  if ('max_tokens' in body && reason.includes('max_tokens')) {
    const { max_tokens: limit, ...rest } = body;
    return { ...rest, max_completion_tokens: limit };
  }
  // Servers that do not know JSON mode say so in many ways, so it goes last.
  const options = ['temperature', 'dimensions'].filter((option) => reason.includes(option));
  const refused = [...options, 'response_format'].find((option) => option in body);
  return refused === undefined
    ? null
    : Object.fromEntries(Object.entries(body).filter(([option]) => option !== refused));
}
