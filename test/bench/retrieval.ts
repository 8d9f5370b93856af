import { parseArgs } from 'node:util';
import { bm25 } from './baselines/bm25.js';
import { miniSearch } from './baselines/miniSearch.js';
import { product } from './httpRetriever.js';
import { readLocomo } from './locomo.js';
import type { Conversation } from './locomo.js';
import { CUTS, figuresOf, outcomeOf, SESSION_CUTS } from './metrics.js';
import type { Figures, Outcome } from './metrics.js';
import { engine } from './retriever.js';
import type { Contestant, Retriever } from './retriever.js';

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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, 'one-index': { type: 'boolean' }, json: { type: 'boolean' } },
  });
  if (values.data === undefined) throw new Error('--data FILE is needed: a file of LoCoMo conversations');
  const conversations = readLocomo(values.data);
  const results: { name: string; outcomes: Outcome[] }[] = [];
  for (const contestant of [product, engine, bm25, miniSearch]) {
    const outcomes = await measure(contestant, conversations, values['one-index'] === true);
    results.push({ name: contestant.name, outcomes });
  }
  if (values.json === true) {
    const figures = results.map(({ name, outcomes }) => ({ name, ...figuresOf(outcomes) }));
    console.log(JSON.stringify({ oneIndex: values['one-index'] === true, results: figures }, null, 2));
  } else print(results);
}

void main();
