import type { Conversation, Message, MessageRole } from '../../ports/entities.js';
import { fromText, toText } from './json.js';

// Rows of conversations and messages, as both stores keep them.

export type ConversationRow = {
  id: string;
  user_id: string;
  app_id: string;
  alias: string | null;
  title: string;
  metadata: string;
  preview: string;
  message_count: number;
  created_at: number;
  updated_at: number;
};

export const toConversation = (row: ConversationRow): Conversation => ({
  id: row.id,
  userId: row.user_id,
  appId: row.app_id,
  alias: row.alias,
  title: row.title,
  metadata: fromText(row.metadata),
  preview: row.preview,
  messageCount: row.message_count,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export type MessageRow = {
  id: string;
  conversation_id: string;
  user_id: string;
  app_id: string;
  position: number;
  role: string;
  content: string;
  character_id: string | null;
  model: string | null;
  sources: string;
  metadata: string;
  created_at: number;
};

export const toMessage = (row: MessageRow): Message => ({
  id: row.id,
  conversationId: row.conversation_id,
  userId: row.user_id,
  appId: row.app_id,
  role: row.role as MessageRole,
  content: row.content,
  characterId: row.character_id,
  model: row.model,
  sources: fromText(row.sources),
  metadata: fromText(row.metadata),
  createdAt: row.created_at,
});

export const fromConversation = (conversation: Conversation): ConversationRow => ({
  id: conversation.id,
  user_id: conversation.userId,
  app_id: conversation.appId,
  alias: conversation.alias,
  title: conversation.title,
  metadata: toText(conversation.metadata),
  preview: conversation.preview,
  message_count: conversation.messageCount,
  created_at: conversation.createdAt,
  updated_at: conversation.updatedAt,
});
