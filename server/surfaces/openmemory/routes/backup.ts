import { z } from 'zod';
import { CoreError } from '../../../ports/errors.js';
import { lax } from '../../lax.js';
import { readForm } from '../../multipart.js';
import { reply } from '../../reply.js';
import { InvalidRequest, route, type RequestFacts } from '../../route.js';
import { fromSecond, throughSecond } from '../times.js';

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
      from: fromSecond(body.from_date),
      to: throughSecond(body.to_date),
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
    const { file, user_id: userName } = await readUpload(facts);
    if (!/\.zip$/i.test(file.name)) throw new CoreError('invalid_input', 'Expected a zip file.');
    if (query.mode !== 'skip' && query.mode !== 'overwrite')
      throw new CoreError('invalid_input', "Invalid mode. Must be 'skip' or 'overwrite'.");
    const user = await core.identity.requireUser(userName);
    await core.backup.importArchive(user, file.bytes, query.mode);
    return { message: `Import completed into user "${userName}"` };
  },
});

const Upload = z.object({ file: z.object({ name: z.string(), bytes: z.instanceof(Buffer) }), user_id: z.string() });

async function readUpload({ raw, headers }: RequestFacts): Promise<z.output<typeof Upload>> {
  const { files, fields } = await readForm(raw, headers['content-type']);
  const parsed = Upload.safeParse({ file: files.get('file'), user_id: fields.get('user_id') });
  // The form itself is not sent back: it holds the archive.
  if (!parsed.success)
    throw new InvalidRequest(parsed.error.issues.map((issue) => ({ place: 'body', issue, root: null })));
  return parsed.data;
}
