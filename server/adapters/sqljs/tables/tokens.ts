import type { AccessToken } from '../../../ports/entities.js';
import type { Change } from '../../../ports/store.js';
import type { Database, Row } from '../database.js';
import type { WriteContext } from './shared.js';

export interface TokenRow extends Row {
  id: string;
  user_id: string;
  hash: string;
  label: string;
  created_at: number;
}

export const toToken = (row: TokenRow): AccessToken => ({
  id: row.id,
  userId: row.user_id,
  hash: row.hash,
  label: row.label,
  createdAt: row.created_at,
});

export const tokenReads = {
  listTokens: (database: Database, userId: string): AccessToken[] =>
    database.all<TokenRow>('SELECT * FROM tokens WHERE user_id = ? ORDER BY created_at, rowid', [userId]).map(toToken),
};

export function putToken({ rows }: WriteContext, { id, userId, hash, label, createdAt }: AccessToken): void {
  rows.put('tokens', { id, user_id: userId, hash, label, created_at: createdAt });
}

export function eraseToken({ database, rows }: WriteContext, change: Extract<Change, { kind: 'token.erase' }>): void {
  if (tokenReads.listTokens(database, change.userId).some(({ id }) => id === change.id))
    rows.remove('tokens', { id: change.id });
}
