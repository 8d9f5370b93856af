import type { IndexPage, IndexSession, IndexWriter } from '../../../ports/indexTables.js';
import type { IndexDocument } from '../../../ports/searchIndex.js';
import type { Analyser } from '../analysis/analyser.js';
import { pageOf } from './addresses.js';
import { analyse, type IncomingDocument } from './documents.js';
import {
  keyOf,
  openPage,
  putIn,
  replaceIn,
  scopeFor,
  sessionOf,
  takeOut,
  toDraftPage,
  type Draft,
  type SessionKey,
} from './draft.js';
import { packPage } from './pageContent.js';
import { writePostings } from './postingsWriting.js';

/**
 * Takes documents of one user in and others out. What is replaced keeps its place among what was told at the same time.
 * Of documents with the same id the last counts.
 */
export async function writeDocuments(
  writer: IndexWriter,
  analyser: Analyser,
  documents: readonly IndexDocument[],
  gone: readonly string[],
): Promise<void> {
  const incoming = new Map(documents.map((document) => [document.id, analyse(document, analyser)]));
  const places = await writer.places([...new Set([...incoming.keys(), ...gone])]);
  if (incoming.size === 0 && places.size === 0) return;
  const draft = await begin(writer, places, [...incoming.values()]);
  for (const [id, address] of places) if (!incoming.has(id)) takeOut(draft, address);
  for (const [id, document] of incoming) {
    const address = places.get(id);
    if (address !== undefined && replaceIn(draft, document, address)) continue;
    const before = address === undefined ? null : takeOut(draft, address);
    putIn(draft, document, before?.arrival ?? null);
  }
  await save(writer, draft);
}

/** Reads what the change will touch: the pages and sessions of what is there, and those that what comes will go to. */
async function begin(
  writer: IndexWriter,
  places: ReadonlyMap<string, number>,
  incoming: readonly IncomingDocument[],
): Promise<Draft> {
  const head = structuredClone(writer.head);
  const touched = await writer.pages([...new Set([...places.values()].map(pageOf))]);
  const keys = new Map<string, SessionKey>();
  for (const key of [...touched.map(sessionOf), ...incoming.map(({ document }) => sessionOf(document))]) {
    if (key) keys.set(keyOf(key), key);
  }
  const sessions = new Map((await writer.sessions([...keys.values()])).map((session) => [keyOf(session), session]));
  const pages = new Map(touched.map((page) => [page.page, toDraftPage(page)]));
  const open = new Set<number>();
  for (const { document } of incoming) {
    const key = sessionOf(document);
    const session = key && sessions.get(keyOf(key));
    const page = openPage(head, scopeFor(head, document.appId, document.kind, key === null), session);
    if (page !== null && !pages.has(page)) open.add(page);
  }
  for (const page of await writer.pages([...open])) pages.set(page.page, toDraftPage(page));
  return { head, pages, sessions, places: new Map(), gained: new Map(), lost: new Map(), names: new Map() };
}

async function save(writer: IndexWriter, draft: Draft): Promise<void> {
  const [kept, emptied]: [IndexPage[], number[]] = [[], []];
  for (const { kind, documents, ...page } of draft.pages.values()) {
    if (documents.every((document) => document === null)) emptied.push(page.page);
    else kept.push({ ...page, content: packPage({ kind, documents }) });
  }
  const isEnded = ({ documents }: IndexSession): boolean => documents === 0;
  const sessions = [...draft.sessions.values()];
  const isPlaced = (place: [string, number | null]): place is [string, number] => place[1] !== null;
  const places = [...draft.places];
  await writer.putPages(kept);
  await writer.erasePages(emptied);
  await writer.putSessions(sessions.filter((session) => !isEnded(session)));
  await writer.eraseSessions(sessions.filter(isEnded));
  await writer.putPlaces(new Map(places.filter(isPlaced)));
  await writer.erasePlaces(places.filter((place) => !isPlaced(place)).map(([id]) => id));
  await writePostings(writer, draft);
  await writer.putHead(draft.head);
}
