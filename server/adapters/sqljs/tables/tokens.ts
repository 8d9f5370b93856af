import type { AccessToken } from '../../../ports/entities.js';
import type { Change } from '../../../ports/store.js';
import { toToken, type TokenRow } from '../../storeRows/people.js';
import type { Database } from '../database.js';
import type { WriteContext } from './shared.js';

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
