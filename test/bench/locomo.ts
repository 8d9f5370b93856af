import { readFileSync } from 'node:fs';
import type { IndexDocument } from '../../server/ports/searchIndex.js';

export interface Question {
  text: string;
  category: number;
  /** Ids of the turns that answer it. */
  evidence: string[];
}

export interface Conversation {
  id: string;
  documents: IndexDocument[];
  questions: Question[];
  /** Epoch ms just after its last turn. */
  end: number;
}

interface RawTurn {
  speaker: string;
  dia_id: string;
  text: string;
  blip_caption?: string;
}
interface RawEntry {
  sample_id: string;
  conversation: Record<string, unknown>;
  qa: { question: string; evidence?: string[]; category: number }[];
}

const MINUTE = 60_000;
const SCORED_CATEGORIES = [1, 2, 3, 4];

/** `1:56 pm on 8 May, 2023` as UTC. */
function parseSessionTime(text: string): number {
  const parts = /^(\d+):(\d+) (am|pm) on (\d+) (\w+), (\d+)$/.exec(text);
  if (parts === null) throw new Error(`not a session time: ${text}`);
  const [, hour = '', minute = '', half = '', day = '', month = '', year = ''] = parts;
  const midnight = Date.parse(`${day} ${month} ${year} 00:00 UTC`);
  return midnight + ((Number(hour) % 12) + (half === 'pm' ? 12 : 0)) * 60 * MINUTE + Number(minute) * MINUTE;
}

/** What is remembered of a turn: what was said and, where a picture was shown, its caption. */
function textOf(turn: RawTurn): string {
  return turn.blip_caption === undefined ? turn.text : `${turn.text} [${turn.blip_caption}]`;
}

function readConversation(entry: RawEntry): Conversation {
  const id = entry.sample_id;
  const documents: IndexDocument[] = [];
  for (let n = 1; Array.isArray(entry.conversation[`session_${String(n)}`]); n++) {
    const turns = entry.conversation[`session_${String(n)}`] as RawTurn[];
    const start = parseSessionTime(entry.conversation[`session_${String(n)}_date_time`] as string);
    turns.forEach((turn, i) => {
      const toldAt = start + i * MINUTE;
      documents.push({
        id: `${id}/${turn.dia_id}`,
        kind: 'memory',
        userId: 'bench',
        appId: 'bench',
        sessionId: `${id}/${String(n)}`,
        text: textOf(turn),
        speaker: turn.speaker,
        toldAt,
        createdAt: toldAt,
      });
    });
  }
  const known = new Set(documents.map((document) => document.id));
  const questions = entry.qa
    .map((qa) => ({
      text: qa.question,
      category: qa.category,
      evidence: (qa.evidence ?? []).map((turn) => `${id}/${turn}`),
    }))
    .filter((question) => SCORED_CATEGORIES.includes(question.category))
    .filter((question) => question.evidence.length > 0 && question.evidence.every((turn) => known.has(turn)));
  return { id, documents, questions, end: Math.max(...documents.map((document) => document.toldAt)) + MINUTE };
}

/** Reads a file of LoCoMo conversations (Maharana et al., ACL 2024). */
export function readLocomo(path: string): Conversation[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as RawEntry[]).map(readConversation);
}
