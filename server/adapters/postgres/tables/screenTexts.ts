import type { ScreenText } from '../../../ports/entities.js';
import type { Page, ScreenTextQuery } from '../../../ports/store.js';
import { fromScreenText, toScreenText, type ScreenTextRow } from '../../storeRows/recordings.js';
import type { Session } from '../pool.js';
import { WRITTEN_AFTER } from '../revision.js';
import { markDue, putRows, type TableOf } from '../rows.js';
import { batchOf, countOf, everyUser, pageOf, rowsOf, Where } from '../sql.js';

const COLUMNS = {
  user_id: 'text',
  id: 'text',
  app_id: 'text',
  recording_id: 'text',
  at: 'float8',
  screen: 'float8',
  app: 'text',
  title: 'text',
  content: 'text',
} as const;

const SCREEN_TEXTS: TableOf<keyof typeof COLUMNS> = {
  name: 'screen_texts',
  key: ['user_id', 'id'],
  columns: COLUMNS,
  isVersioned: true,
};

export async function getScreenTexts(session: Session, userId: string | null, ids: string[]): Promise<ScreenText[]> {
  return (await rowsOf<ScreenTextRow>(session, 'screen_texts', userId, ids)).map(toScreenText);
}

export async function listScreenTexts(session: Session, query: ScreenTextQuery): Promise<Page<ScreenText>> {
  const where = new Where()
    .add('user_id = ?', query.userId)
    .add('recording_id = ?', query.recordingId)
    .add('at >= ?', query.from)
    .add('at <= ?', query.to);
  const direction = query.order === 'oldest' ? 'ASC' : 'DESC';
  const order = `at ${direction}, place ${direction}`;
  const { rows, total } = await pageOf<ScreenTextRow>(session, { from: 'loci.screen_texts', where, order }, query);
  return { items: rows.map(toScreenText), total };
}

export async function scanScreenTexts(
  session: Session,
  cursor: number,
  limit: number,
  since?: number,
): Promise<{ items: ScreenText[]; cursor: number | null }> {
  const where = new Where()
    .user('user_id', null, 'scan')
    .add('place > ?', cursor)
    .add(WRITTEN_AFTER, since === undefined ? undefined : String(since));
  const batch = await batchOf<ScreenTextRow & { place: number }>(session, 'loci.screen_texts', where, limit);
  return { items: batch.rows.map(toScreenText), cursor: batch.cursor };
}

export const countScreenTexts = (session: Session): Promise<number> =>
  countOf(session, `SELECT count(*) AS n FROM loci.screen_texts ${everyUser('counts')}`);

/** Nothing happens when its recording is gone by now; while this is written, it stays. */
export async function putScreenText(session: Session, text: ScreenText): Promise<void> {
  const recording = await session.get('SELECT 1 FROM loci.recordings WHERE user_id = $1 AND id = $2 FOR SHARE', [
    text.userId,
    text.recordingId,
  ]);
  if (!recording) return;
  const row = fromScreenText(text);
  await putRows(session, SCREEN_TEXTS, [row]);
  await markDue(session, text.userId, 'screen', [text.id]);
}
