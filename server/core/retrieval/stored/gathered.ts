import type { FoundPage } from '../../../ports/indexTables.js';
import { HIT_KINDS } from '../../../ports/searchIndex.js';
import type { Analyser } from '../analysis/analyser.js';
import { createColumns, type Columns } from '../lexical/columns.js';
import { createPostings, type Postings } from '../lexical/postings.js';
import type { Searchable } from '../lexical/searchable.js';
import { createSpeakers } from '../lexical/speakers.js';
import { gatherSessions } from './gatheredSessions.js';
import type { KnownTerms } from './knownTerms.js';
import { LOW_BITS, openPage, termsFrom, type OpenPage } from './pageContent.js';

/** A page whose documents are slots from `start` on. */
export interface GatheredPage extends FoundPage {
  view: OpenPage;
  app: number;
  start: number;
}

/** Makes pages, and what is known of their sessions, into what can be ranked. `asked` are the numbers of all terms sought. */
export function gather(
  found: readonly FoundPage[],
  asked: readonly number[],
  known: KnownTerms,
  analyser: Analyser,
): Searchable {
  const apps: string[] = [];
  const pages: GatheredPage[] = [];
  let limit = 0;
  for (const page of found) {
    const view = openPage(page.content);
    const app = apps.includes(page.appId) ? apps.indexOf(page.appId) : apps.push(page.appId) - 1;
    pages.push({ ...page, view, app, start: limit });
    limit += view.count;
  }
  const columns = createColumns(limit);
  const pageOf = new Int32Array(limit);
  const speakers = createSpeakers(analyser);
  const postings = createPostings();
  const sought = soughtFor(asked);
  for (const [at, page] of pages.entries()) {
    pageOf.fill(at, page.start, page.start + page.view.count);
    fillColumns(columns, page, page.view.speakers.map(speakers.add));
    addPostings(postings, columns, page, sought);
  }
  const { places } = sought;
  return {
    vocabulary: known,
    postings: { data: postings.data, first: (number) => postings.first(places.get(number) ?? places.size) },
    sessions: gatherSessions(pages, columns, pageOf),
    speakers,
    columns,
    limit,
    idOf(slot) {
      const page = pages[pageOf[slot] ?? -1];
      return page ? page.view.idAt(slot - page.start) : '';
    },
    termsAt(slot) {
      const page = pages[pageOf[slot] ?? -1];
      if (!page) return new Float64Array();
      let first = 0;
      for (let at = page.start; at < slot; at++) first += columns.length[at] ?? 0;
      return termsFrom(page.view, first, columns.length[slot] ?? 0);
    },
    appNumber: (appId) => apps.indexOf(appId),
  };
}

/** The terms sought, under small numbers of their own, and what tells most others from them. */
interface Sought {
  places: ReadonlyMap<number, number>;
  lowBits: Uint8Array;
  /** Occurrences in one document; all zero between two. */
  counts: Int32Array;
}

function soughtFor(asked: readonly number[]): Sought {
  const places = new Map([...new Set(asked)].map((number, at) => [number, at]));
  const lowBits = new Uint8Array(LOW_BITS + 1);
  for (const number of asked) lowBits[number & LOW_BITS] = 1;
  return { places, lowBits, counts: new Int32Array(places.size) };
}

function fillColumns(columns: Columns, { view, app, start }: GatheredPage, speakers: readonly number[]): void {
  const end = start + view.count;
  columns.previous.fill(-1, start, end);
  columns.next.fill(-1, start, end);
  columns.session.fill(-1, start, end);
  columns.app.fill(app, start, end);
  columns.kind.fill(HIT_KINDS.indexOf(view.kind), start, end);
  view.fill(columns, start, speakers);
}

function addPostings(postings: Postings, { length }: Columns, { view, start }: GatheredPage, sought: Sought): void {
  const termAt = termsOn(view, sought);
  if (termAt === null) return;
  const { counts } = sought;
  let at = 0;
  for (let slot = start; slot < start + view.count; slot++) {
    const end = at + (length[slot] ?? 0);
    const present: number[] = [];
    for (; at < end; at++) {
      const term = termAt[view.placeAt(at)] ?? -1;
      if (term < 0) continue;
      if (counts[term] === 0) present.push(term);
      counts[term] = (counts[term] ?? 0) + 1;
    }
    for (const term of present) {
      postings.add(term, slot, counts[term] ?? 0);
      counts[term] = 0;
    }
  }
}

/** By place in the page's list: which of the terms sought it is; -1 = none. Null where the page has none at all. */
function termsOn({ terms, lowBitsAt, numberAt }: OpenPage, { places, lowBits }: Sought): Int16Array | null {
  let termAt: Int16Array | null = null;
  for (let place = 0; place < terms; place++) {
    if (lowBits[lowBitsAt(place)] === 0) continue;
    const term = places.get(numberAt(place));
    if (term === undefined) continue;
    termAt ??= new Int16Array(terms).fill(-1);
    termAt[place] = term;
  }
  return termAt;
}
