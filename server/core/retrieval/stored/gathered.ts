import { HIT_KINDS } from '../../../ports/searchIndex.js';
import type { FoundPage } from '../../../ports/indexTables.js';
import type { Analyser } from '../analysis/analyser.js';
import { createColumns, growColumns, type Columns } from '../lexical/columns.js';
import { createPostings } from '../lexical/postings.js';
import type { Searchable } from '../lexical/searchable.js';
import { createSessions, type Sessions } from '../lexical/sessions.js';
import { createSpeakers } from '../lexical/speakers.js';
import { viewPage, type PageDocument, type PageView } from './pageContent.js';
import type { KnownTerms } from './knownTerms.js';

/** What ranking needs, from a few pages of a user, for one query. Slots count through the pages in turn. */
interface Gathering {
  columns: Columns;
  ids: (() => string)[];
  views: PageView[];
  documents: PageDocument[];
  /** By slot: which of `views` it stands on. */
  viewOf: number[];
}

/** Bits of a number by which most terms that are not asked for are told at once. */
const FILTER_BITS = 0xffff;

/** Makes pages, and what is known of their sessions, into what can be ranked. `asked` are the numbers of all terms sought. */
export function gather(
  pages: readonly FoundPage[],
  asked: readonly number[],
  known: KnownTerms,
  analyser: Analyser,
): Searchable {
  const gathering: Gathering = { columns: createColumns(), ids: [], views: [], documents: [], viewOf: [] };
  const postings = createPostings();
  const speakers = createSpeakers(analyser);
  const sessions = createSessions();
  const apps: string[] = [];
  const places = new Map(asked.map((number, at) => [number, at]));
  const filter = filterOf(asked);
  for (const page of pages) {
    const view = viewPage(page.content);
    const app = apps.indexOf(page.appId) < 0 ? apps.push(page.appId) - 1 : apps.indexOf(page.appId);
    gathering.views.push(view);
    const termAt = placesOf(view, places, filter);
    for (const document of view.documents) {
      const slot = add(gathering, view, document, { app, speaker: speakers.add(document.speaker) });
      for (const [term, count] of countTerms(view, document, termAt)) postings.add(term, slot, count);
      if (page.sessionId !== null) sessions.insert(app, page.sessionId, slot, gathering.columns);
    }
  }
  joinSessions(pages, gathering, sessions);
  const { ids, views, documents, viewOf, columns } = gathering;
  return {
    vocabulary: known,
    postings: { data: postings.data, first: (number) => postings.first(places.get(number) ?? places.size) },
    sessions,
    speakers,
    columns,
    limit: documents.length,
    idOf: (slot) => ids[slot]?.() ?? '',
    termsAt(slot) {
      const [view, document] = [views[viewOf[slot] ?? -1], documents[slot]];
      if (!view || !document) return new Float64Array();
      const refs = view.refs.subarray(document.first, document.first + document.count);
      return Float64Array.from(refs, (ref) => view.numbers[ref] ?? 0);
    },
    appNumber: (appId) => apps.indexOf(appId),
  };
}

function filterOf(asked: readonly number[]): Uint8Array {
  const filter = new Uint8Array(FILTER_BITS + 1);
  for (const number of asked) filter[number & FILTER_BITS] = 1;
  return filter;
}

/** By place in the page's list: which of the terms asked for it is; -1 = none. Null where the page has none at all. */
function placesOf(
  { numbers }: PageView,
  asked: ReadonlyMap<number, number>,
  filter: Uint8Array,
): Int32Array | null {
  let termAt: Int32Array | null = null;
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] ?? 0;
    if (filter[number & FILTER_BITS] === 0) continue;
    const place = asked.get(number);
    if (place === undefined) continue;
    termAt ??= new Int32Array(numbers.length).fill(-1);
    termAt[at] = place;
  }
  return termAt;
}

function countTerms({ refs }: PageView, { first, count }: PageDocument, termAt: Int32Array | null): Map<number, number> {
  const counts = new Map<number, number>();
  if (termAt === null) return counts;
  for (let at = first; at < first + count; at++) {
    const term = termAt[refs[at] ?? 0] ?? -1;
    if (term >= 0) counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}

function add(
  gathering: Gathering,
  view: PageView,
  document: PageDocument,
  { app, speaker }: { app: number; speaker: number },
): number {
  const slot = gathering.documents.push(document) - 1;
  if (slot >= gathering.columns.capacity) gathering.columns = growColumns(gathering.columns);
  const { columns } = gathering;
  gathering.viewOf.push(gathering.views.length - 1);
  gathering.ids.push(document.id);
  columns.previous[slot] = -1;
  columns.next[slot] = -1;
  columns.session[slot] = -1;
  columns.length[slot] = document.count;
  columns.speaker[slot] = speaker;
  columns.app[slot] = app;
  columns.kind[slot] = HIT_KINDS.indexOf(view.kind);
  columns.toldAt[slot] = document.toldAt;
  columns.arrival[slot] = document.arrival;
  columns.fromDay[slot] = document.fromDay;
  columns.toDay[slot] = document.toDay;
  columns.traits[slot] = document.traits;
  return slot;
}

/** Tells sessions how long they are with what was not read, and parts turns between which something was not read. */
function joinSessions(pages: readonly FoundPage[], { columns, viewOf }: Gathering, sessions: Sessions): void {
  const pageOf = (slot: number): FoundPage | undefined => pages[viewOf[slot] ?? -1];
  const read = new Set(pages.map(({ page }) => page));
  for (let number = 0; number < sessions.limit; number++) {
    const session = sessions.get(number);
    const [first] = session?.slots ?? [];
    const whole = first === undefined ? null : pageOf(first)?.session;
    if (!session || !whole) continue;
    session.length = whole.length;
    if (whole.pages.every((page) => read.has(page))) continue;
    for (const slot of session.slots) {
      const next = columns.next[slot] ?? -1;
      if (next < 0 || isNear(pageOf(slot)?.page ?? -1, pageOf(next)?.page ?? -1, whole.pages)) continue;
      columns.next[slot] = -1;
      columns.previous[next] = -1;
    }
  }
}

/** Whether nothing lies between two pages of a session. */
function isNear(page: number, next: number, all: readonly number[]): boolean {
  return page === next || Math.abs(all.indexOf(page) - all.indexOf(next)) === 1;
}
