import { z } from 'zod';
import { HIT_KINDS } from '../../../ports/searchIndex.js';
import type { FoundPage, IndexHead, IndexPage, IndexSession } from '../../../ports/indexTables.js';
import type { Row } from '../values.js';

export interface HeadRow extends Row {
  documents: number;
  sessions: number;
  session_length: number;
  arrivals: number;
  scopes: string;
}

export interface SessionRow extends Row {
  app_id: string;
  session_id: string;
  documents: number;
  length: number;
  pages: number[];
}

export interface PageRow extends Row {
  page: number;
  app_id: string;
  session_id: string | null;
  content: Uint8Array;
}

const Scopes = z.array(
  z.object({
    appId: z.string().nullable(),
    kind: z.enum(HIT_KINDS).nullable(),
    isLoose: z.boolean(),
    pages: z.number(),
  }),
);

export const toHead = ({ documents, sessions, session_length, arrivals, scopes }: HeadRow): IndexHead => ({
  documents,
  sessions,
  sessionLength: session_length,
  arrivals,
  scopes: Scopes.parse(JSON.parse(scopes)),
});

export const toSession = ({ app_id, session_id, documents, length, pages }: SessionRow): IndexSession => ({
  appId: app_id,
  sessionId: session_id,
  documents,
  length,
  pages,
});

export const toPage = ({ page, app_id, session_id, content }: PageRow): IndexPage => ({
  page,
  appId: app_id,
  sessionId: session_id,
  content,
});

export interface FoundPageRow extends Row {
  page: number;
  app_id: string;
  session_id: string | null;
  /** Its content in base 64. */
  packed: string;
  length: number | null;
  pages: number[] | null;
}

export const toFoundPage = ({ page, app_id, session_id, packed, length, pages }: FoundPageRow): FoundPage => ({
  page,
  appId: app_id,
  sessionId: session_id,
  content: Buffer.from(packed, 'base64'),
  session: length === null ? null : { length, pages: pages ?? [] },
});
