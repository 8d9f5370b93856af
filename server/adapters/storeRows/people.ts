import type { AccessToken, App, User } from '../../ports/entities.js';
import { fromText } from './json.js';

// Rows of users, their apps and tokens, as both stores keep them.

export type TokenRow = {
  id: string;
  user_id: string;
  hash: string;
  label: string;
  created_at: number;
};

export const toToken = (row: TokenRow): AccessToken => ({
  id: row.id,
  userId: row.user_id,
  hash: row.hash,
  label: row.label,
  createdAt: row.created_at,
});

export type UserRow = {
  id: string;
  name: string;
  created_at: number;
  updated_at: number;
};

export const toUser = (row: UserRow): User => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export type AppRow<Flag extends boolean | number> = {
  id: string;
  user_id: string;
  name: string;
  description: string | null;
  metadata: string;
  is_active: Flag;
  created_at: number;
  updated_at: number;
};

export const toApp = (row: AppRow<boolean | number>): App => ({
  id: row.id,
  userId: row.user_id,
  name: row.name,
  description: row.description,
  metadata: fromText(row.metadata),
  isActive: Boolean(row.is_active),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
