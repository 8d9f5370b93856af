import { parseArgs } from 'node:util';
import { bm25 } from './baselines/bm25.js';
import { miniSearch } from './baselines/miniSearch.js';
import { startPostgres } from '../support/postgres.js';
import { product, productOn, productWith } from './httpRetriever.js';
import { readLocomo } from './locomo.js';
import type { Conversation } from './locomo.js';
import { CUTS, figuresOf, outcomeOf, SESSION_CUTS } from './metrics.js';
import type { Figures, Outcome } from './metrics.js';
import { engine } from './retriever.js';
import type { Contestant, Retriever } from './retriever.js';
import { STAND_INS } from './standIns.js';

/** Deep enough that sessions are ranked by more than their best turns. */
const DEPTH = 200;

async function ask(retriever: Retriever, { questions, end }: Conversation): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { text, category, evidence } of questions) {
    outcomes.push(outcomeOf(category, evidence, await retriever.search(text, end, DEPTH)));
  }
  return outcomes;
}

/** One index for each conversation, or one for all. */
async function measure(contestant: Contestant, conversations: Conversation[], isOneIndex: boolean): Promise<Outcome[]> {
  const shared = isOneIndex ? await contestant.create() : null;
  const outcomes: Outcome[] = [];
  if (shared !== null) for (const { documents } of conversations) await shared.add(documents);
  for (const conversation of conversations) {
    const retriever = shared ?? (await contestant.create());
    if (shared === null) await retriever.add(conversation.documents);
    outcomes.push(...(await ask(retriever, conversation)));
    if (shared === null) await retriever.close();
  }
  await shared?.close();
  return outcomes;
}

const percent = (value: number | undefined): string => (100 * (value ?? 0)).toFixed(1).padStart(6);

function printTurns(name: string, { questions, recall, hit, mrr }: Figures): void {
  const cells = [...CUTS.map((cut) => percent(recall[cut])), ...CUTS.map((cut) => percent(hit[cut]))];
  console.log(`${name.padEnd(30)}${String(questions).padStart(6)} ${cells.join(' ')}   ${mrr.toFixed(3)}`);
}

function printSessions(name: string, { questions, sessionAny, sessionAll }: Figures): void {
  const cells = [
    ...SESSION_CUTS.map((cut) => percent(sessionAny[cut])),
    ...SESSION_CUTS.map((cut) => percent(sessionAll[cut])),
  ];
  console.log(`${name.padEnd(30)}${String(questions).padStart(6)} ${cells.join(' ')}`);
}

function heading(title: string, first: string, second: string, cuts: readonly number[]): string {
  const columns = [first, second].flatMap((word) => cuts.map((cut) => `${word}@${String(cut)}`.padStart(6)));
  return `\n${title.padEnd(30)}     n ${columns.join(' ')}`;
}

function print(results: { name: string; outcomes: Outcome[] }[]): void {
  console.log(`${heading('turns', 'r', 'hit', CUTS)}     MRR`);
  for (const { name, outcomes } of results) {
    printTurns(name, figuresOf(outcomes));
    for (const category of [1, 2, 3, 4]) {
      printTurns(
        `  category ${String(category)}`,
        figuresOf(outcomes.filter((outcome) => outcome.category === category)),
      );
    }
  }
  console.log(heading('sessions', 'any', 'all', SESSION_CUTS));
  for (const { name, outcomes } of results) printSessions(name, figuresOf(outcomes));
}

/** Questions whose first relevant turn stands elsewhere than it does for the first contestant. */
function movedSince(before: Outcome[], after: Outcome[]): { worse: number; better: number } {
  const ranks = (outcomes: Outcome[]): number[] => outcomes.map(({ turnRanks }) => Math.min(...turnRanks));
  const first = ranks(before);
  const moved = ranks(after).map((rank, at) => Math.sign(rank === first[at] ? 0 : rank - (first[at] ?? Infinity)));
  return { worse: moved.filter((way) => way > 0).length, better: moved.filter((way) => way < 0).length };
}

function printMoves([words, ...fused]: { name: string; outcomes: Outcome[] }[]): void {
  console.log('\nfirst relevant turn, against words alone');
  for (const { name, outcomes } of fused) {
    const { worse, better } = movedSince(words?.outcomes ?? [], outcomes);
    console.log(`${name.padEnd(34)} worse ${String(worse).padStart(4)}   better ${String(better).padStart(4)}`);
  }
}

/** With embedders asked for: words alone and fused with each. Otherwise the engines beside each other. */
function contestantsFor(embedders: string[], conversations: Conversation[]): Contestant[] {
  if (embedders.length === 0) return [product, engine, bm25, miniSearch];
  const fused = embedders.map((name) => {
    const create = STAND_INS[name];
    if (!create) throw new Error(`--embedder is one of ${Object.keys(STAND_INS).join(', ')}`);
    return productWith(name, create(conversations));
  });
  return [product, ...fused];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      'one-index': { type: 'boolean' },
      json: { type: 'boolean' },
      postgres: { type: 'boolean', default: false },
      embedder: { type: 'string', multiple: true, default: [] },
    },
  });
  if (values.data === undefined) throw new Error('--data FILE is needed: a file of LoCoMo conversations');
  const conversations = readLocomo(values.data);
  const results: { name: string; outcomes: Outcome[] }[] = [];
  const server = values.postgres ? await startPostgres() : null;
  const contestants = server ? [product, productOn(server)] : contestantsFor(values.embedder, conversations);
  try {
    for (const contestant of contestants) {
      const outcomes = await measure(contestant, conversations, values['one-index'] === true);
      results.push({ name: contestant.name, outcomes });
    }
  } finally {
    await server?.stop();
  }
  if (values.json === true) {
    const figures = results.map(({ name, outcomes }) => ({ name, ...figuresOf(outcomes) }));
    console.log(JSON.stringify({ oneIndex: values['one-index'] === true, results: figures }, null, 2));
  } else {
    print(results);
    if (values.embedder.length > 0 || values.postgres) printMoves(results);
  }
}

void main();
