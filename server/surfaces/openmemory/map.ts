import type { z } from 'zod';
import type { Core } from '../../core/core.js';
import type { Memory } from '../../ports/entities.js';
import type { Page } from '../../ports/store.js';
import type { AccessedMemory, AppMemory, MemoryDetail, MemoryItem, MemoryPage, MemoryRow } from './schemas.js';
import { epochSeconds, naiveIso } from './times.js';

export function toMemoryRow(memory: Memory): z.input<typeof MemoryRow> {
  return {
    id: memory.id,
    user_id: memory.userId,
    app_id: memory.appId,
    content: memory.content,
    vector: null,
    metadata_: memory.metadata,
    state: memory.state,
    created_at: naiveIso(memory.createdAt),
    updated_at: naiveIso(memory.updatedAt),
    archived_at: naiveIso(memory.archivedAt),
    deleted_at: naiveIso(memory.deletedAt),
  };
}

function toMemoryItem(memory: Memory, appName: string): z.input<typeof MemoryItem> {
  return {
    id: memory.id,
    content: memory.content,
    created_at: epochSeconds(memory.createdAt),
    state: memory.state,
    app_id: memory.appId,
    app_name: appName,
    categories: memory.categories,
    metadata_: memory.metadata,
  };
}

export function toMemoryDetail(memory: Memory, appName: string): z.input<typeof MemoryDetail> {
  const { content, ...rest } = toMemoryItem(memory, appName);
  return { ...rest, text: content };
}

export function toAppMemory(memory: Memory): z.input<typeof AppMemory> {
  const { app_name: _, ...rest } = toMemoryItem(memory, '');
  return { ...rest, created_at: naiveIso(memory.createdAt) };
}

export function toAccessedMemory(memory: Memory, appName: string): z.input<typeof AccessedMemory> {
  return { ...toAppMemory(memory), app_name: appName };
}

/** Names of the apps with these ids; empty for one that is gone. */
export async function appNames(core: Core, ids: Iterable<string>): Promise<Map<string, string>> {
  const apps = await Promise.all(
    [...new Set(ids)].map(async (id) => [id, (await core.apps.find(id))?.name ?? ''] as const),
  );
  return new Map(apps);
}

/** `pages` is 0 where there is nothing. */
export async function toMemoryPage(
  core: Core,
  { items, total }: Page<Memory>,
  page: number,
  size: number,
): Promise<z.input<typeof MemoryPage>> {
  const names = await appNames(
    core,
    items.map(({ appId }) => appId),
  );
  return {
    items: items.map((memory) => toMemoryItem(memory, names.get(memory.appId) ?? '')),
    total,
    page,
    size,
    pages: Math.ceil(total / size),
  };
}

export function sliceOf(page: number, size: number): { offset: number; limit: number } {
  return { offset: (page - 1) * size, limit: size };
}
