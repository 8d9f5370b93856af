import { stemmer } from 'stemmer';
import { hashedEmbedding } from '../support/hashedEmbedding.js';
import { noiseEmbedding } from '../support/noiseEmbedding.js';
import type { Conversation } from './locomo.js';

/** Stands in for an embedding model: the same text has always the same vector. */
export type Embed = (text: string) => number[];

const DIMENSION = 256;
/** What a word's neighbours weigh beside the word itself. */
const COMPANY = 0.5;
/** What the answers weigh beside the question's own words. */
const KNOWLEDGE = 0.3;

/**
 * Embedders that need no model, from useless to better than any:
 * - `noise`: a random vector for each text;
 * - `hashed`: the words of the text, hashed, so that it knows less than a search by words;
 * - `cooccurrence`: stems weighted by rarity, with those they stand beside in the conversations (random indexing:
 *   Sahlgren, 2005);
 * - `knowing`: the same, where a question lies a little towards its answers, as for a model that understands it.
 */
export const STAND_INS: Readonly<Record<string, (conversations: readonly Conversation[]) => Embed>> = {
  noise: () => (text) => noiseEmbedding(text, DIMENSION),
  hashed: () => (text) => hashedEmbedding(text, DIMENSION),
  cooccurrence: (conversations) => remembered(createCooccurrence(conversations)),
  knowing: createKnowing,
};

function createKnowing(conversations: readonly Conversation[]): Embed {
  const place = remembered(createCooccurrence(conversations));
  const answers = new Map<string, string[]>();
  for (const { documents, questions } of conversations) {
    const texts = new Map(documents.map(({ id, text }) => [id, text]));
    for (const { text, evidence } of questions)
      answers.set(
        text,
        evidence.flatMap((id) => texts.get(id) ?? []),
      );
  }
  return (text) => {
    const known = answers.get(text) ?? [];
    const vector = [...place(text)];
    for (const answer of known) add(vector, place(answer), KNOWLEDGE / Math.sqrt(known.length));
    return unit(vector);
  };
}

function createCooccurrence(conversations: readonly Conversation[]): Embed {
  const turns = conversations.flatMap(({ documents }) => documents);
  const counts = new Map<string, number>();
  for (const { text } of turns)
    for (const stem of new Set(stemsOf(text))) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  const rarity = (stem: string): number => Math.log(1 + turns.length / (1 + (counts.get(stem) ?? 0)));
  const ofStem = remembered((stem) => noiseEmbedding(`stem ${stem}`, DIMENSION));
  const ofWords = remembered((text) => {
    const vector = new Array<number>(DIMENSION).fill(0);
    for (const stem of stemsOf(text)) add(vector, ofStem(stem), rarity(stem));
    return unit(vector);
  });
  const company = new Map<string, number[]>();
  turns.forEach((turn, at) => {
    const around = [...ofWords(turn.text)];
    for (const { sessionId, text } of [...turns.slice(Math.max(0, at - 1), at), ...turns.slice(at + 1, at + 2)])
      if (sessionId === turn.sessionId) add(around, ofWords(text), 0.5);
    for (const stem of new Set(stemsOf(turn.text))) {
      const sum = company.get(stem) ?? new Array<number>(DIMENSION).fill(0);
      add(sum, around, 1);
      company.set(stem, sum);
    }
  });
  return (text) => {
    const vector = new Array<number>(DIMENSION).fill(0);
    for (const stem of stemsOf(text)) {
      add(vector, ofStem(stem), rarity(stem));
      add(vector, unit(company.get(stem) ?? []), COMPANY * rarity(stem));
    }
    return unit(vector);
  };
}

const stemsOf = (text: string): string[] => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(stemmer);

function add(sum: number[], vector: readonly number[], weight: number): void {
  vector.forEach((value, at) => (sum[at] = (sum[at] ?? 0) + weight * value));
}

/** Scaled to length 1; what has no direction is given one, since no model sends zeros. */
function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? vector.map((_, at) => (at === 0 ? 1 : 0)) : vector.map((value) => value / length);
}

function remembered(embed: Embed): Embed {
  const known = new Map<string, number[]>();
  return (text) => {
    const vector = known.get(text) ?? embed(text);
    known.set(text, vector);
    return vector;
  };
}
