import { z } from 'zod';
import { CoreError } from '../../ports/errors.js';
import { route, type Route } from '../route.js';

const tag = 'Media';

/** No engine makes media on this machine yet: said clearly, in the documented code. */
const unavailable = (what: string): Promise<never> =>
  Promise.reject(new CoreError('unavailable', `${what} generation is not available in this version`));

const Text = z.object({ text: z.string().min(1), character_id: z.string().nullish() });

export const mediaRoutes: Route[] = [
  route({
    id: 'generateVoice',
    method: 'post',
    path: '/api/v1/media/voice',
    tag,
    summary: 'Speak a text',
    body: Text,
    reply: z.never(),
    handle: () => unavailable('Voice'),
  }),
  route({
    id: 'generateVideo',
    method: 'post',
    path: '/api/v1/media/video',
    tag,
    summary: 'Make a video of a text',
    body: Text,
    reply: z.never(),
    handle: () => unavailable('Video'),
  }),
  route({
    id: 'mediaStatus',
    method: 'get',
    path: '/api/v1/media/status/{request_id}',
    tag,
    summary: 'How far a media request is',
    params: z.object({ request_id: z.string() }),
    reply: z.never(),
    handle: () => Promise.reject(new CoreError('not_found', 'Requested resource not found')),
  }),
];
