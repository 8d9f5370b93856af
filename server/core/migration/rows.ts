import type { Change, RowKind, Store, StoredRows } from '../../ports/store.js';

/** What writes a row of each kind as it is; in the order in which kinds are copied. */
const WRITES: { [K in RowKind]: (row: StoredRows[K]) => Change } = {
  user: (user) => ({ kind: 'user.put', user }),
  token: (token) => ({ kind: 'token.put', token }),
  app: (app) => ({ kind: 'app.put', app }),
  category: (category) => ({ kind: 'category.put', category }),
  memory: (memory) => ({ kind: 'memory.put', memory }),
  vector: ({ hash, ...vector }) => ({ kind: 'vector.put', vector, hash }),
  stateChange: (entry) => ({ kind: 'stateChange.add', entry }),
  access: (entry) => ({ kind: 'access.add', entries: [entry] }),
  conversation: (conversation) => ({ kind: 'conversation.put', conversation }),
  message: (message) => ({ kind: 'message.add', message }),
  recording: (recording) => ({ kind: 'recording.put', recording }),
  screenText: (text) => ({ kind: 'screenText.put', texts: [text] }),
  activitySession: (session) => ({ kind: 'activitySession.put', session }),
  activityCount: (count) => ({ kind: 'activityCount.put', count }),
  task: (task) => ({ kind: 'task.put', task }),
  buffer: (buffer) => ({ kind: 'buffer.put', buffer, replaces: null }),
  setting: ({ key, value }) => ({ kind: 'setting.put', key, value }),
};

export const ROW_KINDS = Object.keys(WRITES) as RowKind[];

/** What writes these rows of `from` elsewhere, as one commit. */
export async function writesOf<K extends RowKind>(
  from: Store,
  kind: K,
  rows: readonly StoredRows[K][],
): Promise<Change[]> {
  const writes = rows.map((row) => WRITES[kind](row));
  return [...writes, ...(await conversationsOf(from, writes))];
}

/** A message that is added makes its conversation another one: in the same commit it becomes again as it was. */
async function conversationsOf(from: Store, writes: readonly Change[]): Promise<Change[]> {
  const spoken = writes.flatMap((write) => (write.kind === 'message.add' ? [write.message.conversationId] : []));
  const changes: Change[] = [];
  for (const id of new Set(spoken)) {
    const conversation = await from.getConversation(null, id);
    if (conversation) changes.push({ kind: 'conversation.put', conversation });
  }
  return changes;
}

/** A row as text that is the same for the same row, whichever store it came from. */
export function canonical(row: object): string {
  const fields = Object.entries(row).map(([name, value]: [string, unknown]) => [name, plain(value)] as const);
  return JSON.stringify(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function plain(value: unknown): unknown {
  if (!(value instanceof Float32Array)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
}
