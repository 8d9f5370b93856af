import type { FoundPage } from '../../../ports/indexTables.js';
import { HIT_KINDS } from '../../../ports/searchIndex.js';
import type { Analyser } from '../analysis/analyser.js';
import { createColumns, type Columns } from '../lexical/columns.js';
import { createPostings, type Postings } from '../lexical/postings.js';
import type { Searchable } from '../lexical/searchable.js';
import { createSpeakers } from '../lexical/speakers.js';
import { gatherSessions } from './gatheredSessions.js';
import type { KnownTerms } from './knownTerms.js';
import { termsOf, viewPage, type PageView } from './pageContent.js';

/** A page whose documents are slots from `start` on. */
export interface GatheredPage extends FoundPage {
  view: PageView;
  app: number;
  start: number;
}

const LOW_BITS = 0xffff;

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
    const view = viewPage(page.content);
    const app = apps.includes(page.appId) ? apps.indexOf(page.appId) : apps.push(page.appId) - 1;
    pages.push({ ...page, view, app, start: limit });
    limit += view.count;
  }
  const columns = createColumns(limit);
  const pageOf = new Int32Array(limit);
  const speakers = createSpeakers(analyser);
  const { postings, places } = createAskedPostings(asked);
  for (const [at, page] of pages.entries()) {
    pageOf.fill(at, page.start, page.start + page.view.count);
    fillColumns(columns, page, page.view.speakers.map(speakers.add));
    addPostings(postings, page, places);
  }
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
      return page ? termsOf(page.view, slot - page.start) : new Float64Array();
    },
    appNumber: (appId) => apps.indexOf(appId),
  };
}

/** Lists for the terms sought alone, under small numbers of their own. */
function createAskedPostings(asked: readonly number[]): { postings: Postings; places: Map<number, number> } {
  return { postings: createPostings(), places: new Map([...new Set(asked)].map((number, at) => [number, at])) };
}

function fillColumns(columns: Columns, { view, app, start }: GatheredPage, speakers: readonly number[]): void {
  const end = start + view.count;
  columns.previous.fill(-1, start, end);
  columns.next.fill(-1, start, end);
  columns.session.fill(-1, start, end);
  columns.app.fill(app, start, end);
  columns.kind.fill(HIT_KINDS.indexOf(view.kind), start, end);
  columns.traits.set(view.traits, start);
  columns.toldAt.set(view.toldAt, start);
  columns.arrival.set(view.arrival, start);
  columns.fromDay.set(view.fromDay, start);
  columns.toDay.set(view.toDay, start);
  for (let at = 0; at < view.count; at++) {
    columns.length[start + at] = (view.first[at + 1] ?? 0) - (view.first[at] ?? 0);
    columns.speaker[start + at] = speakers[view.speaker[at] ?? 0] ?? 0;
  }
}

function addPostings(postings: Postings, { view, start }: GatheredPage, places: ReadonlyMap<number, number>): void {
  const termAt = placesOf(view, places);
  if (termAt === null) return;
  const counts = new Int32Array(places.size);
  for (let at = 0; at < view.count; at++) {
    const end = view.first[at + 1] ?? 0;
    const present: number[] = [];
    for (let i = view.first[at] ?? 0; i < end; i++) {
      const term = termAt[view.refs[i] ?? 0] ?? -1;
      if (term < 0) continue;
      if (counts[term] === 0) present.push(term);
      counts[term] = (counts[term] ?? 0) + 1;
    }
    for (const term of present) {
      postings.add(term, start + at, counts[term] ?? 0);
      counts[term] = 0;
    }
  }
}

/** By place in the page's list: which of the terms sought it is; -1 = none. Null where the page has none at all. */
function placesOf({ terms, lowBitsAt, numberAt }: PageView, sought: ReadonlyMap<number, number>): Int32Array | null {
  const lowBits = new Set(Array.from(sought.keys(), (number) => number & LOW_BITS));
  let termAt: Int32Array | null = null;
  for (let ref = 0; ref < terms; ref++) {
    if (!lowBits.has(lowBitsAt(ref))) continue;
    const place = sought.get(numberAt(ref));
    if (place === undefined) continue;
    termAt ??= new Int32Array(terms).fill(-1);
    termAt[ref] = place;
  }
  return termAt;
}
