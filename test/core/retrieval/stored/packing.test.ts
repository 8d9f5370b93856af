import { describe, expect, it } from 'vitest';
import { createColumns } from '../../../../server/core/retrieval/lexical/columns.js';
import {
  addressOf,
  pageNumber,
  pageOf,
  scopeOfPage,
  slotAt,
} from '../../../../server/core/retrieval/stored/addresses.js';
import {
  packEntries,
  readRecent,
  unpackEntries,
  visitEntries,
  writeRecent,
} from '../../../../server/core/retrieval/stored/entries.js';
import { createLayout } from '../../../../server/core/retrieval/stored/layout.js';
import {
  openPage,
  packPage,
  unpackPage,
  type StoredDocument,
} from '../../../../server/core/retrieval/stored/pageContent.js';
import { createSums } from '../../../../server/core/retrieval/stored/sums.js';
import {
  numberOf,
  rangeOfForms,
  spellingsOf,
  spokenOf,
  toldOn,
} from '../../../../server/core/retrieval/stored/termNumbers.js';

const documentOf = (id: string, terms: number[], more: Partial<StoredDocument> = {}): StoredDocument => ({
  id,
  speaker: 'Ann',
  toldAt: 1_716_206_400_123.5,
  arrival: 7,
  fromDay: 19_863,
  toDay: 19_870,
  traits: 5,
  terms: Float64Array.from(terms),
  ...more,
});

describe('a page', () => {
  const uuid = '0189c2f4-7d3e-4a5b-8c6d-0123456789ab';
  const documents = [
    documentOf(uuid, [1, 2 ** 47 + 3, 1]),
    null,
    documentOf('no uuid: ü', [], { speaker: '', toldAt: -5, fromDay: -40_000, toDay: 40_000 }),
    documentOf(
      'wide',
      Array.from({ length: 700 }, (_, at) => 2 ** 40 + at),
      { arrival: 2 ** 40 },
    ),
  ];

  it('gives back what it was given, with its gaps', () => {
    expect(unpackPage(packPage({ kind: 'screen', documents }))).toEqual({ kind: 'screen', documents });
  });

  it('keeps a short text in few bytes', () => {
    const few = Array.from({ length: 20 }, (_, at) => documentOf(uuid, [at, at + 1, at + 2, 100, 101, 102]));
    expect(packPage({ kind: 'memory', documents: few }).length / 20).toBeLessThan(60);
  });

  it('is read into the columns of all, after what is there', () => {
    const columns = createColumns(8);
    const page = openPage(packPage({ kind: 'memory', documents }));
    page.fill(columns, 5, [3, 9]);
    expect([...columns.length]).toEqual([0, 0, 0, 0, 0, 3, 0, 700]);
    expect([...columns.speaker.slice(5)]).toEqual([3, 9, 3]);
    expect(page.slots()).toEqual([0, 2, 3]);
    expect([0, 1, 2, 702].map((at) => page.numberAt(page.placeAt(at)))).toEqual([1, 2 ** 47 + 3, 1, 2 ** 40 + 699]);
    expect([page.idAt(1), page.idAt(0)]).toEqual(['no uuid: ü', uuid]);
  });
});

describe('addresses', () => {
  it('come apart as they were put together, up to the last', () => {
    for (const [scope, page, slot] of [
      [0, 0, 0],
      [255, 2 ** 19 - 1, 31],
      [3, 77, 5],
    ] as const) {
      const address = addressOf(pageNumber(scope, page), slot);
      expect(address).toBeGreaterThanOrEqual(0);
      expect([scopeOfPage(pageOf(address)), pageOf(address), slotAt(address)]).toEqual([
        scope,
        pageNumber(scope, page),
        slot,
      ]);
    }
  });

  it('are packed in both ways without loss', () => {
    const addresses = [0, 1, 127, 128, 300, 2 ** 31, 2 ** 32 - 1];
    expect([...readRecent(writeRecent(addresses))]).toEqual(addresses);
    const packed = packEntries(Uint32Array.from(addresses));
    expect([...unpackEntries(packed)]).toEqual(addresses);
    const visited: number[] = [];
    visitEntries(packed, (address) => visited.push(address));
    expect(visited).toEqual(addresses);
  });

  it('get places page by page, in scopes that are admitted', () => {
    const layout = createLayout();
    layout.begin([true, false]);
    for (let page = 0; page < 3000; page++) expect(layout.placeOf(addressOf(7 * page, 3))).toBe(32 * page + 3);
    expect(layout.placeOf(addressOf(7 * 2999, 31))).toBe(32 * 2999 + 31);
    expect(layout.pageAt(2999)).toBe(7 * 2999);
    expect(layout.placeOf(addressOf(pageNumber(1, 0), 0))).toBe(-1);
    layout.begin([true]);
    expect(layout.placeOf(addressOf(50, 0))).toBe(0);
  });

  it('are summed up, and all zero afterwards', () => {
    const sums = createSums();
    for (let place = 0; place < 5000; place++) sums.raise(place * 3, 0.5);
    sums.raise(3, 1);
    expect([sums.at(3), sums.at(4), sums.count]).toEqual([1.5, 0, 5000]);
    sums.clear();
    expect([sums.at(3), sums.count]).toEqual([0, 0]);
  });
});

describe('numbers of terms', () => {
  it('lie together for forms of a word, and for words with its first letter', () => {
    const { from, to } = rangeOfForms('painting');
    for (const form of ['painting', 'painter', 'paints']) {
      expect(numberOf(form)).toBeGreaterThanOrEqual(from);
      expect(numberOf(form)).toBeLessThanOrEqual(to);
    }
    const spelling = spellingsOf('painting', 2);
    expect(numberOf('pianting')).toBeGreaterThanOrEqual(spelling.from);
    expect(numberOf('pianting')).toBeLessThanOrEqual(spelling.to);
    expect(numberOf('quilting')).toBeGreaterThan(spelling.to);
  });

  it('are hardly ever the same for two terms', () => {
    const numbers = new Set(Array.from({ length: 100_000 }, (_, at) => numberOf(`term${at}`)));
    for (let at = 0; at < 50_000; at++) numbers.add(numberOf(at.toString(26).replace(/\d/g, 'x').padStart(7, 'w')));
    expect(numbers.size).toBeGreaterThan(99_990);
    expect(Math.max(...[...numbers].slice(0, 1000))).toBeLessThan(2 ** 48);
  });

  it('rise with the days, and are those of no term', () => {
    expect(toldOn(20_000) - toldOn(19_999)).toBe(1);
    expect(toldOn(-1)).toBeLessThan(toldOn(0));
    expect(spokenOf(-1e12)).toBeGreaterThan(toldOn(1e12));
    expect(spokenOf(1e12)).toBeLessThan(2 ** 48);
  });
});
