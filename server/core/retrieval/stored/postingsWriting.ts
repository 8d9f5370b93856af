import type { IndexBlock, IndexTerm, IndexWriter, TermGain } from '../../../ports/indexTables.js';
import { isWord, lettersOf } from '../lexical/neighbours.js';
import type { AddressesByTerm, Draft } from './draft.js';
import { packEntries, readRecent, RECENT_BYTES, unpackEntries, writeRecent } from './entries.js';

/** Addresses that a term keeps beside it before they are packed into a block. */
const MOST_RECENT = 128;
/** Addresses of a block: two or three kilobytes. */
const BLOCK_ENTRIES = 2048;

/** Writes which documents lost and which gained a term. */
export async function writePostings(writer: IndexWriter, { lost, gained, names }: Draft): Promise<void> {
  if (lost.size > 0) await lose(writer, lost);
  const gains = Array.from(gained, ([number, addresses]): TermGain => {
    const term = (names.get(number) ?? '').toWellFormed();
    return { number, term, letters: isWord(term) ? lettersOf(term) : 0, gained: writeRecent(addresses) };
  });
  // In one order for all, as whoever locks several rows must.
  gains.sort((a, b) => a.number - b.number);
  const full = await writer.gainTerms(gains, MOST_RECENT * RECENT_BYTES);
  if (full.length > 0) await pack(writer, full);
}

async function lose(writer: IndexWriter, lost: AddressesByTerm): Promise<void> {
  const sought: { number: number; address: number }[] = [];
  const changed: Omit<IndexTerm, 'term'>[] = [];
  for (const { number, documents, recent } of await writer.terms([...lost.keys()])) {
    const leaving = new Set(lost.get(number));
    const before = readRecent(recent);
    const kept = before.filter((address) => !leaving.has(address));
    changed.push({ number, documents: documents - leaving.size, recent: writeRecent(kept) });
    for (const address of before) leaving.delete(address);
    for (const address of leaving) sought.push({ number, address });
  }
  await writer.putTerms(changed);
  if (sought.length > 0) await loseFromBlocks(writer, lost, sought);
}

async function loseFromBlocks(
  writer: IndexWriter,
  lost: AddressesByTerm,
  sought: readonly { number: number; address: number }[],
): Promise<void> {
  const changed: IndexBlock[] = [];
  const emptied: IndexBlock[] = [];
  for (const block of await writer.blocksAround(sought)) {
    const leaving = new Set(lost.get(block.number));
    const before = unpackEntries(block.entries);
    const kept = before.filter((address) => !leaving.has(address));
    if (kept.length === 0) emptied.push(block);
    else if (kept.length < before.length) changed.push(blockOf(block, kept));
  }
  await writer.putBlocks(changed);
  await writer.eraseBlocks(emptied);
}

const blockOf = ({ number, block }: Pick<IndexBlock, 'number' | 'block'>, ascending: Uint32Array): IndexBlock => ({
  number,
  block,
  lowest: ascending[0] ?? 0,
  highest: ascending.at(-1) ?? 0,
  entries: packEntries(ascending),
});

/** Packs recent addresses into blocks: into the last one where it has room, else into new ones. */
async function pack(writer: IndexWriter, full: readonly Pick<IndexTerm, 'number' | 'recent'>[]): Promise<void> {
  const last = new Map(
    (await writer.lastBlocks(full.map(({ number }) => number))).map((block) => [block.number, block]),
  );
  const written: IndexBlock[] = [];
  for (const { number, recent } of full) {
    const added = readRecent(recent);
    const open = last.get(number);
    const before = open ? unpackEntries(open.entries) : new Uint32Array();
    const isJoined = before.length + added.length <= BLOCK_ENTRIES;
    const all = isJoined ? Uint32Array.of(...before, ...added) : added;
    const first = open ? open.block + (isJoined ? 0 : 1) : 0;
    all.sort();
    for (let at = 0; at * BLOCK_ENTRIES < all.length; at++) {
      const stretch = all.subarray(at * BLOCK_ENTRIES, (at + 1) * BLOCK_ENTRIES);
      written.push(blockOf({ number, block: first + at }, stretch));
    }
  }
  await writer.putBlocks(written);
  await writer.emptyRecent(full.map(({ number }) => number));
}
