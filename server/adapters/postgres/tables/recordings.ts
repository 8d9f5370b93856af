import type { Recording } from '../../../ports/entities.js';
import type { Change, Page, Slice } from '../../../ports/store.js';
import { toText } from '../../storeRows/json.js';
import { toRecording, type RecordingRow } from '../../storeRows/recordings.js';
import type { Session } from '../pool.js';
import { markDue, putRows, type TableOf } from '../rows.js';
import { pageOf, rowsOf, Where } from '../sql.js';

const COLUMNS = {
  user_id: 'text',
  id: 'text',
  file: 'text',
  started_at: 'float8',
  ended_at: 'float8',
  frames: 'float8',
  duration: 'float8',
  bytes: 'float8',
  mode: 'text',
  region: 'text',
  screen: 'float8',
  app: 'text',
  title: 'text',
  is_open: 'boolean',
  summary: 'text',
  keywords: 'text',
} as const;

const RECORDINGS: TableOf<keyof typeof COLUMNS> = { name: 'recordings', key: ['user_id', 'id'], columns: COLUMNS };

export async function getRecording(session: Session, userId: string, file: string): Promise<Recording | null> {
  const row = await session.get<RecordingRow<boolean>>(
    'SELECT * FROM loci.recordings WHERE user_id = $1 AND file = $2',
    [userId, file],
  );
  return row ? toRecording(row) : null;
}

export async function getRecordings(session: Session, userId: string, ids: string[]): Promise<Recording[]> {
  return (await rowsOf<RecordingRow<boolean>>(session, 'recordings', userId, ids)).map(toRecording);
}

export async function listRecordings(session: Session, userId: string | null, slice: Slice): Promise<Page<Recording>> {
  const where = new Where().user('user_id', userId, 'listRecordings');
  const { rows, total } = await pageOf<RecordingRow<boolean>>(
    session,
    { from: 'loci.recordings', where, order: 'started_at DESC, place DESC' },
    slice,
  );
  return { items: rows.map(toRecording), total };
}

export async function putRecording(session: Session, recording: Recording): Promise<void> {
  const row = {
    user_id: recording.userId,
    id: recording.id,
    file: recording.file,
    started_at: recording.startedAt,
    ended_at: recording.endedAt,
    frames: recording.frames,
    duration: recording.durationSeconds,
    bytes: recording.bytes,
    mode: recording.mode,
    region: toText(recording.region),
    screen: recording.screen,
    app: recording.app,
    title: recording.title,
    is_open: recording.isOpen,
    summary: recording.summary,
    keywords: toText(recording.keywords),
  };
  await putRows(session, RECORDINGS, [row]);
}

export async function eraseRecording(
  session: Session,
  { userId, id }: Extract<Change, { kind: 'recording.erase' }>,
): Promise<void> {
  await session.run('DELETE FROM loci.recordings WHERE user_id = $1 AND id = $2', [userId, id]);
  const texts = await session.all<{ id: string }>(
    'DELETE FROM loci.screen_texts WHERE user_id = $1 AND recording_id = $2 RETURNING id',
    [userId, id],
  );
  await markDue(
    session,
    userId,
    'screen',
    texts.map((text) => text.id),
  );
}
