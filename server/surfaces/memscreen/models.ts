import { z } from 'zod';
import type { CatalogModel } from '../../core/model/catalog.js';
import { CoreError } from '../../ports/errors.js';
import { lax } from '../lax.js';
import { reply } from '../reply.js';
import { route } from '../route.js';

const tag = 'Models';

const Model = z.object({
  name: z.string(),
  purpose: z.enum(['chat', 'embedding', 'vision']),
  required: z.boolean(),
  installed: z.boolean(),
  installed_name: z.string().nullable(),
  size_bytes: z.int().nullable(),
  modified_at: z.string().nullable(),
  family: z.string(),
  size_label: z.string().nullable(),
  supports_chat: z.boolean(),
  supports_vision: z.boolean(),
  recommended_use: z.string(),
  chat_selectable: z.boolean(),
  recommended_chat_default: z.boolean(),
});

const USES = { chat: 'Answers and notes', embedding: 'Finding by meaning', vision: 'Answers, and describing pictures' };

function toModel(model: CatalogModel, recommended: string | null): z.input<typeof Model> {
  const purpose = model.isEmbedder ? 'embedding' : model.canSee ? 'vision' : 'chat';
  return {
    name: model.label,
    purpose,
    // Everything works without any model.
    required: false,
    installed: true,
    installed_name: model.name,
    size_bytes: model.sizeBytes,
    modified_at: model.modifiedAt === null ? null : new Date(model.modifiedAt).toISOString(),
    family: model.name.split(/[:/]/)[0] ?? model.name,
    size_label: /(?:^|[:-])(\d+(?:\.\d+)?b)\b/i.exec(model.name)?.[1]?.toLowerCase() ?? null,
    supports_chat: !model.isEmbedder,
    supports_vision: model.canSee ?? false,
    recommended_use: USES[purpose],
    chat_selectable: !model.isEmbedder,
    recommended_chat_default: model.label === recommended,
  };
}

export const modelCatalog = route({
  id: 'modelCatalog',
  method: 'get',
  path: '/models/catalog',
  tag,
  summary: 'The models that are there, and what each is for',
  reply: z.object({
    base_url: z.string(),
    models_dir: z.string().nullable(),
    models_dir_external: z.boolean(),
    current_chat_model: z.string().nullable(),
    recommended_chat_model: z.string().nullable(),
    available_chat_models: z.array(z.string()),
    models_disabled: z.boolean(),
    runtime_ready: z.boolean(),
    runtime_error: z.string().nullable(),
    models: z.array(Model),
  }),
  async handle(_input, { catalog }) {
    const [{ models, failures }, current] = await Promise.all([catalog.list(), catalog.current()]);
    const chatModels = models.filter(({ isEmbedder }) => !isEmbedder);
    const recommended = current || (chatModels[0]?.label ?? null);
    const failure = failures.find(({ provider }) => provider === 'ollama');
    return {
      base_url: await catalog.ollamaUrl(),
      models_dir: null,
      models_dir_external: true,
      current_chat_model: current || null,
      recommended_chat_model: recommended,
      available_chat_models: chatModels.map(({ label }) => label),
      models_disabled: catalog.isDisabled,
      runtime_ready: !catalog.isDisabled && failure === undefined,
      runtime_error: catalog.isDisabled ? 'Models are disabled' : (failure?.reason ?? null),
      models: models.map((model) => toModel(model, recommended)),
    };
  },
});

const LEAST_SECONDS = 60;
const MOST_SECONDS = 7200;

export const downloadModel = route({
  id: 'downloadModel',
  method: 'post',
  path: '/models/download',
  tag,
  summary: 'Fetch a model to the Ollama server and wait for it; its progress stands in the tasks',
  body: z.object({ model: z.string(), timeout_sec: lax.float().default(1800) }),
  reply: z.object({ ok: z.boolean(), model: z.string(), status: z.string() }),
  async handle({ body, facts }, core) {
    const model = body.model.trim();
    if (model === '') throw new CoreError('invalid_input', 'model is required');
    if (core.catalog.isDisabled) throw new CoreError('unavailable', 'Models are disabled');
    const seconds = Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, body.timeout_sec));
    const user = await core.identity.ensureScope(core.identity.defaultUser, 'memscreen');
    const id = await core.catalog.download(user.user, model, seconds * 1000);
    const cancel = (): void => void core.tasks.cancel(id).catch(() => undefined);
    facts.signal.addEventListener('abort', cancel);
    const task = await core.tasks.settled(id);
    facts.signal.removeEventListener('abort', cancel);
    if (task.state === 'succeeded') return { ok: true, model, status: 'success' };
    return reply.json(500, { detail: task.error?.message ?? `The download was ${task.state}` });
  },
});
