import { z } from 'zod';
import type { Core } from '../../core/core.js';
import type { Character } from '../../core/conversation/characters.js';
import { lax } from '../lax.js';
import { route } from '../route.js';
import { iso } from './context.js';

const tag = 'Characters';

const Summary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  personality: z.string(),
  avatar_url: z.string(),
  voice_model: z.string(),
  capabilities: z.array(z.enum(['text', 'voice', 'video'])),
});

const Detail = Summary.extend({
  video_model: z.string().nullable(),
  configuration: z.object({ temperature: z.number(), max_tokens: z.int(), system_prompt: z.string() }),
  statistics: z.object({
    total_conversations: z.int(),
    average_rating: z.number().nullable(),
    last_updated: z.string().nullable(),
  }),
});

function toSummary({
  id,
  name,
  description,
  personality,
  voiceModel,
  capabilities,
}: Character): z.input<typeof Summary> {
  return {
    id,
    name,
    description,
    personality,
    avatar_url: `/assets/avatars/${id}.png`,
    voice_model: voiceModel,
    capabilities: [...capabilities],
  };
}

async function toDetail(character: Character, core: Core): Promise<z.input<typeof Detail>> {
  const use = await core.conversations.useOf(core.identity.defaultUser, character.id);
  return {
    ...toSummary(character),
    video_model: character.videoModel,
    configuration: {
      temperature: character.temperature,
      max_tokens: character.maxTokens,
      system_prompt: character.systemPrompt,
    },
    statistics: {
      total_conversations: use.total,
      // Nobody rates them.
      average_rating: null,
      last_updated: character.updatedAt === null ? null : iso(character.updatedAt),
    },
  };
}

export const listCharacters = route({
  id: 'listCharacters',
  method: 'get',
  path: '/api/v1/characters',
  tag,
  summary: 'Whom one can speak with',
  reply: z.object({ characters: z.array(Summary) }),
  handle: async (_input, core) => ({ characters: (await core.characters.list()).map(toSummary) }),
});

const Named = z.object({ character_id: z.string() });

export const getCharacter = route({
  id: 'getCharacter',
  method: 'get',
  path: '/api/v1/characters/{character_id}',
  tag,
  summary: 'One character with its configuration',
  params: Named,
  reply: Detail,
  handle: async ({ params }, core) => toDetail(await core.characters.require(params.character_id), core),
});

const Patch = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  description: z.string().max(2_000).optional(),
  personality: z.string().max(2_000).optional(),
  voice_model: z.string().max(200).optional(),
  video_model: z.string().max(200).nullable().optional(),
  configuration: z
    .object({
      temperature: lax.float({ min: 0, max: 2 }).optional(),
      max_tokens: lax.int({ min: 1, max: 100_000 }).optional(),
      system_prompt: z.string().max(20_000).optional(),
    })
    .optional(),
});

export const updateCharacter = route({
  id: 'updateCharacter',
  method: 'put',
  path: '/api/v1/characters/{character_id}',
  tag,
  summary: 'Change what is given of a character; the rest stays',
  params: Named,
  body: Patch,
  reply: Detail,
  async handle({ params, body }, core) {
    const { name, description, personality, voice_model: voiceModel, video_model: videoModel, configuration } = body;
    const character = await core.characters.update(params.character_id, {
      name,
      description,
      personality,
      voiceModel,
      videoModel,
      temperature: configuration?.temperature,
      maxTokens: configuration?.max_tokens,
      systemPrompt: configuration?.system_prompt,
    });
    return toDetail(character, core);
  },
});
