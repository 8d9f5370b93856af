import type { ScreenText } from '../../../ports/entities.js';
import type { Page, ScreenTextQuery } from '../../../ports/store.js';
import { fromScreenText, toScreenText, type ScreenTextRow } from '../../storeRows/recordings.js';
import type { Database } from '../database.js';
import { countOf, inOrder, rowsOf, Where, type WriteContext } from './shared.js';

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
  rows.put('screen_texts', { ...fromScreenText(text), revision });
}
