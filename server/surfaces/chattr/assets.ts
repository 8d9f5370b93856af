import { z } from 'zod';
import { MEDIA_KINDS, type MediaKind } from '../../core/media/files.js';
import { CoreError } from '../../ports/errors.js';
import { reply } from '../reply.js';
import { route } from '../route.js';

/** What lies under /assets, by its ending; nothing else is given out. */
const TYPES: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  mp4: 'video/mp4',
  jpg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
};
/** Names are never used again. What is private is kept by nobody in between. */
const CACHING = { 'Cache-Control': 'private, max-age=31536000, immutable' };

export const assetUrl = (kind: MediaKind, name: string): string => `/assets/${kind}/${name}`;

export const getAsset = route({
  id: 'getAsset',
  method: 'get',
  path: '/assets/{kind}/{name}',
  tag: 'Media',
  summary: 'A generated file or an avatar, with ranges; the speech of a chat answer is made when it is first asked for',
  params: z.object({ kind: z.string(), name: z.string() }),
  produces: '*/*',
  reply: z.string(),
  async handle({ params: { kind, name } }, core) {
    const folder = MEDIA_KINDS.find((known) => known === kind);
    const type = TYPES[name.split('.').at(-1) ?? ''];
    if (!folder || type === undefined) throw new CoreError('not_found', 'There is no such file');
    return reply.file(type, await core.media.file(folder, name), CACHING);
  },
});
