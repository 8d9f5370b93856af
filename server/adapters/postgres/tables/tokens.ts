import type { AccessToken } from '../../../ports/entities.js';
import type { Change } from '../../../ports/store.js';
import { toToken, type TokenRow } from '../../storeRows/people.js';
import type { Session } from '../pool.js';

export async function listTokens(session: Session, userId: string): Promise<AccessToken[]> {
  const rows = await session.all<TokenRow>(
    'SELECT user_id, id, hash, label, created_at FROM loci.tokens WHERE user_id = $1 ORDER BY created_at, place',
    [userId],
  );
  return rows.map(toToken);
}

export async function putToken(session: Session, { id, userId, hash, label, createdAt }: AccessToken): Promise<void> {
  await session.run(
    `INSERT INTO loci.tokens (user_id, id, hash, label, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (user_id, id) DO UPDATE SET hash = excluded.hash, label = excluded.label`,
    [userId, id, hash, label, createdAt],
  );
}

export async function eraseToken(
  session: Session,
  { userId, id }: Extract<Change, { kind: 'token.erase' }>,
): Promise<void> {
  await session.run('DELETE FROM loci.tokens WHERE user_id = $1 AND id = $2', [userId, id]);
}
