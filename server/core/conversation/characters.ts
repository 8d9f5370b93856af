import { z } from 'zod';
import type { Clock } from '../../ports/clock.js';
import { CoreError } from '../../ports/errors.js';
import type { JsonObject } from '../../ports/json.js';
import type { Store } from '../../ports/store.js';
import type { Look } from '../../ports/studio.js';

export const CAPABILITIES = ['text', 'voice', 'video'] as const;
export type Capability = (typeof CAPABILITIES)[number];

const Fields = z.object({
  name: z.string().min(1).max(200),
  description: z.string().max(2_000),
  personality: z.string().max(2_000),
  voiceModel: z.string().max(200),
  videoModel: z.string().max(200).nullable(),
  temperature: z.number().min(0).max(2),
  maxTokens: z.int().min(1).max(100_000),
  systemPrompt: z.string().max(20_000),
});
export type CharacterFields = z.output<typeof Fields>;

/** Whom one can speak with. */
export interface Character extends CharacterFields {
  id: string;
  capabilities: readonly Capability[];
  /** In avatars and videos. */
  look: Look;
  /** When somebody changed it; null = as it came. */
  updatedAt: number | null;
}

export interface Characters {
  list(): Promise<Character[]>;
  /** Throws `not_found`. */
  require(id: string): Promise<Character>;
  /** Changes the fields that are given. Throws `not_found`. */
  update(id: string, patch: Patch): Promise<Character>;
}

const BUILT_IN: readonly Character[] = [
  {
    id: 'assistant',
    name: 'Assistant',
    description: 'A helpful and friendly AI assistant',
    personality: 'Professional, helpful, and knowledgeable',
    voiceModel: 'default',
    videoModel: 'storyboard',
    capabilities: ['text', 'voice', 'video'],
    look: { primary: '#2f5bea', accent: '#5be3c8', figure: 'friend' },
    temperature: 0.7,
    maxTokens: 4096,
    systemPrompt: 'You are a helpful assistant who knows what the person told you before.',
    updatedAt: null,
  },
  {
    id: 'creative',
    name: 'Creative Writer',
    description: 'An imaginative AI focused on creative tasks',
    personality: 'Creative, artistic, and inspiring',
    voiceModel: 'expressive',
    videoModel: null,
    capabilities: ['text', 'voice'],
    look: { primary: '#a6339f', accent: '#ffb84d', figure: 'quill' },
    temperature: 0.9,
    maxTokens: 4096,
    systemPrompt: 'You are a creative writer: vivid, original, and playful with words.',
    updatedAt: null,
  },
];

const Saved = z.object({ fields: Fields.partial(), updatedAt: z.number() });
const keyOf = (id: string): string => `character:${id}`;

export function createCharacters({ store, clock }: { store: Store; clock: Clock }): Characters {
  const withChanges = async (character: Character): Promise<Character> => {
    const saved = Saved.safeParse(await store.getSetting(keyOf(character.id)));
    if (!saved.success) return character;
    return { ...character, ...given(saved.data.fields), updatedAt: saved.data.updatedAt };
  };

  const require = (id: string): Promise<Character> => {
    const character = BUILT_IN.find((known) => known.id === id);
    if (!character) return Promise.reject(new CoreError('not_found', `Character not found: ${id}`));
    return withChanges(character);
  };

  return {
    list: () => Promise.all(BUILT_IN.map(withChanges)),
    require,
    async update(id, patch) {
      await require(id);
      const saved = Saved.safeParse(await store.getSetting(keyOf(id)));
      const fields = { ...(saved.success ? saved.data.fields : {}), ...given(patch) };
      const value = { fields, updatedAt: clock.now() } as unknown as JsonObject;
      await store.commit([{ kind: 'setting.put', key: keyOf(id), value }]);
      return require(id);
    },
  };
}

/** The system prompt of a character as a model is given it. */
export function characterPrompt({ name, personality, systemPrompt }: Character): string {
  return `${systemPrompt}\nYour name is ${name}. Your personality: ${personality}.`;
}

type Patch = { [Name in keyof CharacterFields]?: CharacterFields[Name] | undefined };

function given(fields: Patch): Partial<CharacterFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
