import type { Recording } from '../../../ports/entities.js';
import type { Change, Page, Slice } from '../../../ports/store.js';
import { toText } from '../../storeRows/json.js';
import { toRecording, type RecordingRow } from '../../storeRows/recordings.js';
import type { Database } from '../database.js';
import { countOf, inOrder, rowsOf, Where, type WriteContext } from './shared.js';

export const recordingReads = {
  getRecording: (database: Database, userId: string, file: string): Recording | null => {
    const row = database.get<RecordingRow<number>>('SELECT * FROM recordings WHERE file = ? AND user_id = ?', [
      file,
      userId,
    ]);
    return row ? toRecording(row) : null;
  },
  getRecordings: (database: Database, userId: string, ids: string[]): Recording[] =>
    inOrder(ids, rowsOf<RecordingRow<number>>(database, 'recordings', ids), userId).map(toRecording),
  listRecordings: (database: Database, userId: string | null, slice: Slice): Page<Recording> => {
    const where = new Where().add('user_id = ?', userId ?? undefined);
    return {
      items: database
        .all<RecordingRow<number>>(
          `SELECT * FROM recordings ${where.sql} ORDER BY started_at DESC, rowid DESC LIMIT ? OFFSET ?`,
          [...where.params, slice.limit, slice.offset],
        )
        .map(toRecording),
      total: countOf(database, `SELECT count(*) AS n FROM recordings ${where.sql}`, where.params),
    };
  },
};

export function eraseRecording(
  { database, rows }: WriteContext,
  { userId, id }: Extract<Change, { kind: 'recording.erase' }>,
): void {
  if (recordingReads.getRecordings(database, userId, [id]).length === 0) return;
  rows.remove('recordings', { id });
  rows.remove('screen_texts', { recording_id: id });
}

export function putRecording({ rows }: WriteContext, recording: Recording): void {
  rows.put('recordings', {
    id: recording.id,
    user_id: recording.userId,
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
    is_open: recording.isOpen ? 1 : 0,
    summary: recording.summary,
    keywords: toText(recording.keywords),
  });
}
