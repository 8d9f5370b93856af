/** The places (from 0) at which what answers a question was found, turns and sessions apart; Infinity = not found. */
export interface Outcome {
  category: number;
  turnRanks: number[];
  sessionRanks: number[];
}

export interface Figures {
  questions: number;
  recall: Record<number, number>;
  hit: Record<number, number>;
  mrr: number;
  sessionAny: Record<number, number>;
  sessionAll: Record<number, number>;
}

export const CUTS = [1, 5, 10, 20, 50];
export const SESSION_CUTS = [1, 5, 10];

/** `conversation/D3:7` -> `conversation/D3`. */
const sessionOf = (turn: string): string => turn.slice(0, turn.lastIndexOf(':'));

/** Sessions are ranked in the order in which their turns first appear. */
export function outcomeOf(category: number, evidence: readonly string[], found: readonly string[]): Outcome {
  const ranks = (wanted: Iterable<string>, list: readonly string[]): number[] =>
    Array.from(new Set(wanted), (id) => {
      const rank = list.indexOf(id);
      return rank < 0 ? Infinity : rank;
    });
  const sessions = [...new Set(found.map(sessionOf))];
  return { category, turnRanks: ranks(evidence, found), sessionRanks: ranks(evidence.map(sessionOf), sessions) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const byCut = (cuts: readonly number[], figure: (cut: number) => number): Record<number, number> =>
  Object.fromEntries(cuts.map((cut) => [cut, figure(cut)]));

/** Means over questions, 0..1. */
export function figuresOf(outcomes: readonly Outcome[]): Figures {
  const turns = outcomes.map(({ turnRanks }) => turnRanks);
  const sessions = outcomes.map(({ sessionRanks }) => sessionRanks);
  return {
    questions: outcomes.length,
    recall: byCut(CUTS, (cut) => mean(turns.map((ranks) => mean(ranks.map((rank) => Number(rank < cut)))))),
    hit: byCut(CUTS, (cut) => mean(turns.map((ranks) => Number(ranks.some((rank) => rank < cut))))),
    mrr: mean(turns.map((ranks) => 1 / (1 + Math.min(...ranks)))),
    sessionAny: byCut(SESSION_CUTS, (cut) => mean(sessions.map((ranks) => Number(ranks.some((rank) => rank < cut))))),
    sessionAll: byCut(SESSION_CUTS, (cut) => mean(sessions.map((ranks) => Number(ranks.every((rank) => rank < cut))))),
  };
}
