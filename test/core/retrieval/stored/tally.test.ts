import { expect, it } from 'vitest';
import { addressOf, pageOf, SLOTS } from '../../../../server/core/retrieval/stored/addresses.js';
import { packEntries } from '../../../../server/core/retrieval/stored/entries.js';
import { createTally } from '../../../../server/core/retrieval/stored/tally.js';
import type { TermLists } from '../../../../server/core/retrieval/stored/postingsReading.js';
import { DEFAULT_WEIGHTS } from '../../../../server/core/retrieval/lexical/weights.js';
import type { IndexHead } from '../../../../server/ports/indexTables.js';

const PAGES = 1000;
const READ = 32;
const head: IndexHead = {
  documents: PAGES * SLOTS,
  sessions: 0,
  sessionLength: 0,
  arrivals: PAGES * SLOTS,
  scopes: [{ appId: 'app', kind: 'memory', isLoose: true, pages: PAGES }],
};
/** Without a share for the page, what a page promises is what its best document does. */
const tally = createTally({ ...DEFAULT_WEIGHTS, session: 0 });

/** About one in `rarity` documents, always the same ones. */
function addressesOf(rarity: number, seed: number): number[] {
  const all = Array.from({ length: PAGES * SLOTS }, (_, at) => addressOf(Math.floor(at / SLOTS), at % SLOTS));
  return all.filter((at) => (Math.imul(at + seed, 0x9e3779b1) >>> 7) % rarity === 0);
}

const listOf = (weight: number, addresses: number[]): TermLists => ({
  weight,
  forms: [{ share: 1, recent: new Uint8Array(), blocks: [packEntries(Uint32Array.from(addresses))] }],
});

/** What the best documents of pages come to, the best page first. */
function bestOfPages(terms: { weight: number; addresses: number[] }[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const { weight, addresses } of terms)
    for (const address of addresses) scores.set(address, (scores.get(address) ?? 0) + weight);
  const best = new Map<number, number>();
  for (const [address, score] of [...scores].sort((a, b) => b[1] - a[1]))
    if (!best.has(pageOf(address))) best.set(pageOf(address), score);
  return best;
}

it.each([
  ['says more than all others', [9, 3, 1]],
  ['says less than two together', [5, 4, 3]],
  ['says as much as any', [1, 1, 1]],
])('reads the pages of the best documents where the rarest term %s', (_what, weights) => {
  const rarities = [800, 20, 5];
  const terms = weights.map((weight, at) => ({ weight, addresses: addressesOf(rarities[at]!, at) }));
  const lists = terms.map(({ weight, addresses }) => listOf(weight, addresses));
  const { pages, isCut } = tally.best(head, { terms: lists, named: [], told: null }, [true], READ);
  const best = bestOfPages(terms);
  const promised = pages.map((page) => best.get(page)!).sort((a, b) => b - a);
  expect(promised).toEqual([...best.values()].slice(0, READ));
  expect(isCut).toBe(true);
});
