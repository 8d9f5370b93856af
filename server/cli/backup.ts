import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { ServiceHandle } from '../contract/discover.js';
import { jsonBody, request, requestJson } from './api.js';
import { defineCommand } from './command.js';
import { CliError, EXIT } from './context.js';
import { formatBytes } from './format.js';
import { withProgress } from './progress.js';

const Imported = z.looseObject({ message: z.string() });

export const exportMemories = defineCommand({
  summary: 'Write all memories of a user into a portable archive',
  options: { out: { placeholder: 'FILE', description: 'The archive to write; - is the standard output' } },
  input: z.object({ out: z.string().min(1, 'must name a file').optional() }),
  async run({ out }, context) {
    const { io, user, isJson } = context;
    if (out === '-' && io.isTerminal.out)
      throw new CliError('An archive is not for a terminal; name a file with --out');
    const service = await context.attach();
    const work = download(service, user);
    const archive = await withProgress(io, service, 'Exporting', work);
    if (out === '-') {
      io.out(archive);
      return EXIT.done;
    }
    const file = resolve(out ?? defaultName(user));
    await writeWhole(file, archive);
    if (isJson) io.out(`${JSON.stringify({ file, bytes: archive.length })}\n`);
    else io.out(`Exported to ${file} (${formatBytes(archive.length)})\n`);
    return EXIT.done;
  },
});

export const importMemories = defineCommand({
  summary: 'Read memories from such an archive',
  operands: 'FILE',
  options: { mode: { placeholder: 'skip|overwrite', description: 'What to do with those that exist (default skip)' } },
  input: z.object({
    operands: z.array(z.string()).length(1, 'import needs one FILE'),
    mode: z.enum(['skip', 'overwrite'], { error: 'must be skip or overwrite' }).default('skip'),
  }),
  async run({ operands: [file = ''], mode }, context) {
    const { io, user, isJson } = context;
    const archive = await readFile(file).catch((error: unknown) => {
      throw new CliError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    });
    const form = new FormData();
    form.set('file', new Blob([archive], { type: 'application/zip' }), basename(file));
    form.set('user_id', user);
    const service = await context.attach();
    const path = `/api/v1/backup/import?mode=${mode}`;
    const work = requestJson(service, path, Imported, { method: 'POST', body: form });
    const answer = await withProgress(io, service, 'Importing', work);
    io.out(isJson ? `${JSON.stringify(answer)}\n` : `${answer.message}\n`);
    return EXIT.done;
  },
});

async function download(service: ServiceHandle, user: string): Promise<Buffer> {
  const answer = await request(service, '/api/v1/backup/export', jsonBody({ user_id: user }));
  return Buffer.from(await answer.arrayBuffer());
}

function defaultName(user: string): string {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  return `loci-${user.replaceAll(/[^\p{L}\p{N}_-]/gu, '_')}-${stamp}.zip`;
}

/** The file is there whole or not at all, and only its owner reads it. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const draft = `${file}.part`;
  try {
    await writeFile(draft, bytes, { mode: 0o600 });
    await rename(draft, file);
  } catch (error) {
    throw new CliError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
