import { z } from 'zod';
import type { Core } from '../../../core/core.js';
import { DEFAULT_ENGINE_SETTINGS, type EngineSettings } from '../../../core/model/settings.js';
import { CoreError } from '../../../ports/errors.js';
import type { Json } from '../../../ports/json.js';
import { route, type Route } from '../../route.js';
import {
  applyConfig,
  ConfigInput,
  ConfigReply,
  deepMerge,
  fromEmbedder,
  fromLlm,
  Sections,
  toConfig,
  toEmbedder,
  toLlm,
} from '../config.js';

const tag = 'config';
const BASE = '/api/v1/config';

async function save(core: Core, settings: EngineSettings): Promise<z.output<typeof ConfigReply>> {
  await core.engine.save(settings);
  return toConfig(settings);
}

export const getConfig = route({
  id: 'getConfig',
  method: 'get',
  path: BASE,
  tag,
  summary: 'The configuration; keys that were saved literally are masked',
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
    'Saving other models than before chooses them. To choose the ones that stand there, save their sections.',
  body: ConfigInput,
  reply: ConfigReply,
  handle: async ({ body }, core) => save(core, applyConfig(await core.engine.load(), body)),
});

export const patchConfig = route({
  id: 'patchConfig',
  method: 'patch',
  path: BASE,
  tag,
  summary: 'Change parts of the configuration',
  body: z.record(z.string(), z.json()),
  reply: ConfigReply,
  async handle({ body }, core) {
    const before = await core.engine.load();
    const merged = ConfigInput.safeParse(deepMerge(toConfig(before) as Json, body));
    if (!merged.success)
      throw new CoreError('invalid_input', 'The configuration would not make sense with this change');
    return save(core, applyConfig(before, merged.data));
  },
});

export const resetConfig = route({
  id: 'resetConfig',
  method: 'post',
  path: `${BASE}/reset`,
  tag,
  summary: 'Back to the defaults, with no model chosen',
  reply: ConfigReply,
  handle: (_input, core) => save(core, DEFAULT_ENGINE_SETTINGS),
});

/** A part of the configuration by itself. */
interface Section<S extends z.ZodType> {
  id: string;
  path: `/${string}`;
  schema: S;
  read: (settings: EngineSettings) => Json;
  write: (settings: EngineSettings, value: z.output<S>) => Partial<EngineSettings>;
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
      async handle({ body }, core) {
        const before = await core.engine.load();
        const settings = { ...before, ...write(before, body as z.output<S>), chosen: true };
        await core.engine.save(settings);
        return read(settings);
      },
    }),
  ];
}

export const sectionConfigRoutes: Route[] = [
  ...sectionRoutes({
    id: 'LlmConfig',
    path: '/mem0/llm',
    schema: Sections.llm,
    read: ({ llm }) => llm && toLlm(llm),
    write: (before, section) => ({ llm: fromLlm(section, before.llm) }),
  }),
  ...sectionRoutes({
    id: 'EmbedderConfig',
    path: '/mem0/embedder',
    schema: Sections.embedder,
    read: ({ embedder }) => embedder && toEmbedder(embedder),
    write: (before, section) => ({ embedder: fromEmbedder(section, before.embedder) }),
  }),
  ...sectionRoutes({
    id: 'VectorStoreConfig',
    path: '/mem0/vector_store',
    schema: Sections.vectorStore,
    read: ({ vectorStore }) => vectorStore,
    write: (_before, section) => ({ vectorStore: section }),
  }),
  ...sectionRoutes({
    id: 'OpenMemoryConfig',
    path: '/openmemory',
    schema: Sections.openmemory,
    read: ({ customInstructions }) => ({ custom_instructions: customInstructions }),
    // null leaves what is there.
    write: (before, section) => ({ customInstructions: section.custom_instructions ?? before.customInstructions }),
  }),
];
