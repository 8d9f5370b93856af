import { z } from 'zod';
import { DEFAULT_ENGINE_SETTINGS, type EngineSettings } from '../../../core/model/settings.js';
import type { Json } from '../../../ports/json.js';
import { InvalidRequest, route, type Route } from '../../route.js';
import {
  applyConfig,
  choose,
  ConfigInput,
  ConfigReply,
  deepMerge,
  fromEmbedder,
  fromLlm,
  fromVectorStore,
  Sections,
  toConfig,
  toEmbedder,
  toLlm,
  toVectorStore,
} from '../config.js';

const tag = 'config';
const BASE = '/api/v1/config';

export const getConfig = route({
  id: 'getConfig',
  method: 'get',
  path: BASE,
  tag,
  summary: 'The configuration; secrets that were saved literally are masked',
  reply: ConfigReply,
  handle: async (_input, core) => toConfig(await core.engine.load()),
});

export const putConfig = route({
  id: 'putConfig',
  method: 'put',
  path: BASE,
  tag,
  summary: 'Save the configuration',
  description:
    'A model section other than the one that stands there chooses that model; to choose the one that stands there, save ' +
    'its section by itself. A masked key keeps its value as long as provider and address stay.',
  body: ConfigInput,
  reply: ConfigReply,
  handle: async ({ body }, core) => toConfig(await core.engine.update((before) => applyConfig(before, body))),
});

export const patchConfig = route({
  id: 'patchConfig',
  method: 'patch',
  path: BASE,
  tag,
  summary: 'Change parts of the configuration',
  body: z.record(z.string(), z.json()),
  reply: ConfigReply,
  handle: async ({ body }, core) => toConfig(await core.engine.update((before) => patched(before, body))),
});

/** Throws `InvalidRequest` when the whole would not make sense with the change. */
function patched(before: EngineSettings, patch: Json): EngineSettings {
  const root = deepMerge(toConfig(before) as Json, patch);
  const merged = ConfigInput.safeParse(root);
  if (!merged.success) throw new InvalidRequest(merged.error.issues.map((issue) => ({ place: 'body', issue, root })));
  return applyConfig(before, merged.data);
}

export const resetConfig = route({
  id: 'resetConfig',
  method: 'post',
  path: `${BASE}/reset`,
  tag,
  summary: 'Back to the defaults, with no model chosen',
  reply: ConfigReply,
  handle: async (_input, core) => toConfig(await core.engine.update(() => DEFAULT_ENGINE_SETTINGS)),
});

/** A part of the configuration by itself. */
interface Section<S extends z.ZodType> {
  id: string;
  path: `/${string}`;
  schema: S;
  read: (settings: EngineSettings) => Json;
  write: (before: EngineSettings, value: z.output<S>) => EngineSettings;
}

function sectionRoutes<S extends z.ZodType>({ id, path, schema, read, write }: Section<S>): Route[] {
  const fullPath = `${BASE}${path}` as const;
  return [
    route({
      id: `get${id}`,
      method: 'get',
      path: fullPath,
      tag,
      summary: 'One part of the configuration; null where there is none',
      reply: z.json(),
      handle: async (_input, core) => read(await core.engine.load()),
    }),
    route({
      id: `put${id}`,
      method: 'put',
      path: fullPath,
      tag,
      summary: 'Save one part of the configuration',
      body: schema,
      reply: z.json(),
      handle: async ({ body }, core) => read(await core.engine.update((before) => write(before, body as z.output<S>))),
    }),
  ];
}

export const sectionConfigRoutes: Route[] = [
  ...sectionRoutes({
    id: 'LlmConfig',
    path: '/mem0/llm',
    schema: Sections.llm,
    read: toLlm,
    write: (before, section) => choose(before, { llm: fromLlm(before, section) }),
  }),
  ...sectionRoutes({
    id: 'EmbedderConfig',
    path: '/mem0/embedder',
    schema: Sections.embedder,
    read: toEmbedder,
    write: (before, section) => choose(before, { embedder: fromEmbedder(before, section) }),
  }),
  ...sectionRoutes({
    id: 'VectorStoreConfig',
    path: '/mem0/vector_store',
    schema: Sections.vectorStore,
    read: toVectorStore,
    write: (before, section) => ({ ...before, vectorStore: fromVectorStore(before, section) }),
  }),
  ...sectionRoutes({
    id: 'OpenMemoryConfig',
    path: '/openmemory',
    schema: Sections.openmemory,
    read: ({ customInstructions }) => ({ custom_instructions: customInstructions }),
    // null leaves what is there.
    write: (before, section) => ({
      ...before,
      customInstructions: section.custom_instructions ?? before.customInstructions,
    }),
  }),
];
