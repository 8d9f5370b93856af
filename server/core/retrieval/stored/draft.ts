import type { IndexHead, IndexPage, IndexScope, IndexSession } from '../../../ports/indexTables.js';
import type { HitKind, IndexDocument } from '../../../ports/searchIndex.js';
import { addressOf, MAX_SCOPES, pageNumber, pageOf, SCOPE_PAGES, scopeOfPage, slotAt, SLOTS } from './addresses.js';
import { keysOf, type IncomingDocument } from './documents.js';
import { unpackPage, type PageContent, type StoredDocument } from './pageContent.js';

/** A page that is being changed. */
export interface DraftPage extends Omit<IndexPage, 'content'>, PageContent {}

export type SessionKey = Pick<IndexSession, 'appId' | 'sessionId'>;

/** Addresses by the number of a term. */
export type AddressesByTerm = Map<number, number[]>;

/** What a change of one user's part comes to, before it is written. */
export interface Draft {
  head: IndexHead;
  pages: Map<number, DraftPage>;
  sessions: Map<string, IndexSession>;
  /** By id; null = it goes. */
  places: Map<string, number | null>;
  gained: AddressesByTerm;
  lost: AddressesByTerm;
  names: Map<number, string>;
}

/** Terms of a page, with repeats: two or three such pages fit a block of the database. */
const PAGE_TERMS = 640;
/** Longer ids of sessions are kept by their beginning and a number. */
const LONGEST_KEY = 200;

export const keyOf = ({ appId, sessionId }: SessionKey): string => `${appId}\n${sessionId}`;

/** The session that a document belongs to; null = it stands alone. */
export function sessionOf({ appId, sessionId }: Pick<IndexDocument, 'appId' | 'sessionId'>): SessionKey | null {
  return sessionId === null ? null : { appId, sessionId: sessionName(sessionId) };
}

/** The id as the tables keep it. */
export function sessionName(sessionId: string): string {
  const wellFormed = sessionId.toWellFormed();
  if (wellFormed.length <= LONGEST_KEY) return wellFormed;
  let number = 0;
  for (let at = 0; at < sessionId.length; at++) number = (Math.imul(number, 31) + sessionId.charCodeAt(at)) | 0;
  return `${wellFormed.slice(0, LONGEST_KEY).toWellFormed()}#${number}`;
}

export const toDraftPage = ({ content, ...page }: IndexPage): DraftPage => ({ ...page, ...unpackPage(content) });

/** The scope that documents of this sort go to; one is begun where need be. */
export function scopeFor(head: IndexHead, appId: string, kind: HitKind, isLoose: boolean): number {
  const fits = (scope: IndexScope): boolean =>
    scope.appId === appId && scope.kind === kind && scope.isLoose === isLoose && scope.pages < SCOPE_PAGES;
  const known = head.scopes.findIndex(fits);
  if (known >= 0) return known;
  if (head.scopes.length < MAX_SCOPES - 2) return head.scopes.push({ appId, kind, isLoose, pages: 0 }) - 1;
  const shared = head.scopes.findIndex((scope) => scope.appId === null && scope.isLoose === isLoose);
  return shared >= 0 ? shared : head.scopes.push({ appId: null, kind: null, isLoose, pages: 0 }) - 1;
}

/** The page that the next document of this sort would go to; null = none is begun. */
export function openPage(head: IndexHead, scope: number, session: IndexSession | null | undefined): number | null {
  if (session) return session.pages.findLast((page) => scopeOfPage(page) === scope) ?? null;
  const pages = head.scopes[scope]?.pages ?? 0;
  return session === undefined || pages === 0 ? null : pageNumber(scope, pages - 1);
}

const hasRoom = ({ documents }: DraftPage): boolean =>
  documents.length < SLOTS && documents.reduce((sum, document) => sum + (document?.terms.length ?? 0), 0) < PAGE_TERMS;

function note(addresses: AddressesByTerm, numbers: Iterable<number>, address: number): void {
  for (const number of numbers) {
    const known = addresses.get(number);
    if (known) known.push(address);
    else addresses.set(number, [address]);
  }
}

/** Takes a document out of where it stands. Returns it. */
export function takeOut(draft: Draft, address: number): StoredDocument | null {
  const page = draft.pages.get(pageOf(address));
  const document = page?.documents[slotAt(address)];
  if (!page || !document) return null;
  page.documents[slotAt(address)] = null;
  note(draft.lost, keysOf(document), address);
  draft.places.set(document.id, null);
  draft.head.documents--;
  const session = page.sessionId === null ? null : draft.sessions.get(keyOf({ ...page, sessionId: page.sessionId }));
  if (session) shrink(draft, session, page, document);
  return document;
}

function shrink({ head }: Draft, session: IndexSession, page: DraftPage, document: StoredDocument): void {
  session.documents--;
  session.length -= document.terms.length;
  head.sessionLength -= document.terms.length;
  if (page.documents.every((other) => other === null))
    session.pages = session.pages.filter((other) => other !== page.page);
  if (session.documents === 0) head.sessions--;
}

/** Puts a document among its neighbours. What has its id must have been taken out. */
export function putIn(draft: Draft, { document, stored, names }: IncomingDocument, arrival: number | null): void {
  const { head } = draft;
  const { appId, kind } = document;
  const key = sessionOf(document);
  const session = key && sessionIn(draft, key);
  const scope = scopeFor(head, appId, kind, session === null);
  const page = pageFor(draft, scope, { appId, kind, session });
  const address = addressOf(page.page, page.documents.length);
  page.documents.push({ ...stored, arrival: arrival ?? head.arrivals++ });
  place(draft, stored, names, address);
  head.documents++;
  if (!session) return;
  if (session.documents === 0) head.sessions++;
  session.documents++;
  session.length += stored.terms.length;
  head.sessionLength += stored.terms.length;
}

function place(
  draft: Draft,
  stored: IncomingDocument['stored'],
  names: IncomingDocument['names'],
  address: number,
): void {
  draft.places.set(stored.id, address);
  note(draft.gained, keysOf(stored), address);
  for (const [number, term] of names) draft.names.set(number, term);
}

function sessionIn({ sessions }: Draft, key: SessionKey): IndexSession {
  const session = sessions.get(keyOf(key)) ?? { ...key, documents: 0, length: 0, pages: [] };
  sessions.set(keyOf(key), session);
  return session;
}

function pageFor(
  { head, pages }: Draft,
  scope: number,
  { appId, kind, session }: { appId: string; kind: HitKind; session: IndexSession | null },
): DraftPage {
  const open = pages.get(openPage(head, scope, session) ?? -1);
  if (open && open.appId === appId && open.kind === kind && hasRoom(open)) return open;
  const begun = head.scopes[scope];
  if (!begun) throw new Error('A document has no scope');
  const number = pageNumber(scope, begun.pages++);
  const page: DraftPage = { page: number, appId, kind, sessionId: session?.sessionId ?? null, documents: [] };
  pages.set(number, page);
  session?.pages.push(number);
  return page;
}

const without = (all: ReadonlySet<number>, others: ReadonlySet<number>): number[] =>
  [...all].filter((number) => !others.has(number));

/** Replaces a document where it stands, if it may stay there. Returns whether it did. */
export function replaceIn(draft: Draft, { document, stored, names }: IncomingDocument, address: number): boolean {
  const page = draft.pages.get(pageOf(address));
  const before = page?.documents[slotAt(address)];
  const key = sessionOf(document);
  if (!page || !before || page.appId !== document.appId || page.kind !== document.kind) return false;
  if (page.sessionId !== (key?.sessionId ?? null)) return false;
  page.documents[slotAt(address)] = { ...stored, arrival: before.arrival };
  const [old, present] = [keysOf(before), keysOf(stored)];
  note(draft.lost, without(old, present), address);
  note(draft.gained, without(present, old), address);
  for (const [number, term] of names) draft.names.set(number, term);
  const session = key && draft.sessions.get(keyOf(key));
  if (!session) return true;
  const longer = stored.terms.length - before.terms.length;
  session.length += longer;
  draft.head.sessionLength += longer;
  return true;
}

/** Whether a scope holds what is asked for; one that is shared may hold anything. */
export function admits(
  { appId, kind }: IndexScope,
  { appIds, kinds }: { appIds?: readonly string[] | undefined; kinds?: readonly HitKind[] | undefined },
): boolean {
  return (appId === null || (appIds?.includes(appId) ?? true)) && (kind === null || (kinds?.includes(kind) ?? true));
}
