import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { discover } from '../contract/discover.js';
import { request } from './api.js';
import { defineCommand } from './command.js';
import { CliError, EXIT } from './context.js';
import { untilGone } from './stop.js';

/** What Loci keeps in its directory, so that nothing else there is touched. */
const KEPT = [
  'store',
  'index',
  'videos',
  'thumbnails',
  'media',
  'outgoing',
  'languages',
  'service.json',
  'service.log',
  'service.log.old',
];

export const erase = defineCommand({
  summary: 'Stop the service and delete everything that Loci keeps on this machine, for good',
  options: { yes: { placeholder: null, description: 'Really do it' } },
  input: z.object({ yes: z.boolean().default(false) }),
  async run({ yes }, { io, env, dataDir, isJson, inspectLock }) {
    if (!yes) throw new CliError(`This deletes everything in ${dataDir}; say --yes to do it`);
    const service = await discover(dataDir);
    if (service) {
      await request(service, '/_loci/stop', { method: 'POST' });
      await untilGone(service.pid, () => inspectLock(dataDir));
    }
    const owner = await inspectLock(dataDir);
    if (owner) throw new CliError(`Process ${owner.pid} still uses ${dataDir}; nothing was deleted`);
    for (const name of KEPT) await rm(join(dataDir, name), { recursive: true, force: true });
    io.out(isJson ? `${JSON.stringify({ erased: dataDir })}\n` : `Everything in ${dataDir} was deleted\n`);
    if (env.LOCI_DATABASE_URL)
      io.err('What is in the database stays there: whoever keeps it can drop its schema "loci"\n');
    for (const place of new Set([env.LOCI_RECORDINGS_FOLDER, env.LOCI_MEDIA_FOLDER]))
      if (place) io.err(`What is in ${place} stays there: whoever keeps it can delete it\n`);
    return EXIT.done;
  },
});
