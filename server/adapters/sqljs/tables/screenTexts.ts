import type { ScreenText } from '../../../ports/entities.js';
import type { Page, ScreenTextQuery } from '../../../ports/store.js';
import type { Database, Row } from '../database.js';
import { countOf, inOrder, rowsOf, Where, type WriteContext } from './shared.js';

export interface ScreenTextRow extends Row {
  id: string;
  user_id: string;
  app_id: string;
  recording_id: string;
  at: number;
  screen: number;
  app: string;
  title: string;
  content: string;
}

export const toScreenText = (row: ScreenTextRow): ScreenText => ({
  id: row.id,
  userId: row.user_id,
  appId: row.app_id,
  recordingId: row.recording_id,
  at: row.at,
  screen: row.screen,
  app: row.app,
  title: row.title,
  content: row.content,
});

export const screenTextReads = {
  getScreenTexts: (database: Database, userId: string | null, ids: string[]): ScreenText[] =>
    inOrder(ids, rowsOf<ScreenTextRow>(database, 'screen_texts', ids), userId).map(toScreenText),
  listScreenTexts: (database: Database, query: ScreenTextQuery): Page<ScreenText> => {
    const where = new Where()
      .add('user_id = ?', query.userId)
      .add('recording_id = ?', query.recordingId)
      .add('at >= ?', query.from)
      .add('at <= ?', query.to);
    const direction = query.order === 'oldest' ? 'ASC' : 'DESC';
    return {
      items: database
        .all<ScreenTextRow>(
          `SELECT * FROM screen_texts ${where.sql} ORDER BY at ${direction}, rowid ${direction} LIMIT ? OFFSET ?`,
          [...where.params, query.limit, query.offset],
        )
        .map(toScreenText),
      total: countOf(database, `SELECT count(*) AS n FROM screen_texts ${where.sql}`, where.params),
    };
  },
  scanScreenTexts: (
    database: Database,
    cursor: number,
    limit: number,
    since?: number,
  ): { items: ScreenText[]; cursor: number | null } => {
    const where = new Where().add('rowid > ?', cursor).add('revision > ?', since);
    const rows = database.all<ScreenTextRow & { place: number }>(
      `SELECT rowid AS place, * FROM screen_texts ${where.sql} ORDER BY rowid LIMIT ?`,
      [...where.params, limit],
    );
    return { items: rows.map(toScreenText), cursor: rows.length < limit ? null : (rows.at(-1)?.place ?? null) };
  },
  countScreenTexts: (database: Database): number => countOf(database, 'SELECT count(*) AS n FROM screen_texts', []),
};

/** Nothing happens when its recording is gone by now. */
export function putScreenText({ database, rows, revision }: WriteContext, text: ScreenText): void {
  if (rowsOf(database, 'recordings', [text.recordingId]).length === 0) return;
  rows.put('screen_texts', {
    id: text.id,
    user_id: text.userId,
    app_id: text.appId,
    recording_id: text.recordingId,
    at: text.at,
    screen: text.screen,
    app: text.app,
    title: text.title,
    content: text.content,
    revision,
  });
}
