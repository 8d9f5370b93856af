import { z } from 'zod';
import { CoreError } from '../../../ports/errors.js';
import { lax } from '../../lax.js';
import { readForm } from '../../multipart.js';
import { reply } from '../../reply.js';
import { route } from '../../route.js';

const tag = 'backup';

export const exportBackup = route({
  id: 'exportBackup',
  method: 'post',
  path: '/api/v1/backup/export',
  tag,
  summary: "A user's memories as a zip archive",
  produces: 'application/zip',
  body: z.object({
    user_id: z.string(),
    app_id: lax.uuid().nullish(),
    from_date: lax.int().nullish(),
    to_date: lax.int().nullish(),
    include_vectors: lax.bool().default(true),
  }),
  reply: z.string().describe('The archive'),
  async handle({ body }, core) {
    const user = await core.identity.requireUser(body.user_id);
    const archive = await core.backup.exportArchive(user, {
      appId: body.app_id ?? undefined,
      from: body.from_date ? body.from_date * 1000 : undefined,
      to: body.to_date ? body.to_date * 1000 + 999 : undefined,
    });
    const name = body.user_id.replace(/[^\w.@-]+/g, '_').slice(0, 100);
    return reply.bytes('application/zip', archive, {
      'Content-Disposition': `attachment; filename="memories_export_${name}.zip"`,
    });
  },
});

export const importBackup = route({
  id: 'importBackup',
  method: 'post',
  path: '/api/v1/backup/import',
  tag,
  summary: 'Read such an archive into a user’s memories',
  description: 'Multipart form: `file` (.zip) and `user_id`. Everything goes to the app `openmemory`.',
  rawBody: true,
  query: z.object({ mode: z.string().default('overwrite') }),
  reply: z.object({ message: z.string() }),
  async handle({ query, facts }, core) {
    const { files, fields } = await readForm(facts.raw, facts.headers['content-type']);
    const file = files.get('file');
    const userName = fields.get('user_id');
    if (userName === undefined || userName === '') throw new CoreError('invalid_input', 'user_id is required.');
    if (!file || !/\.zip$/i.test(file.name)) throw new CoreError('invalid_input', 'Expected a zip file.');
    if (query.mode !== 'skip' && query.mode !== 'overwrite')
      throw new CoreError('invalid_input', "Invalid mode. Must be 'skip' or 'overwrite'.");
    const user = await core.identity.requireUser(userName);
    await core.backup.importArchive(user, file.bytes, query.mode);
    return { message: `Import completed into user "${userName}"` };
  },
});
