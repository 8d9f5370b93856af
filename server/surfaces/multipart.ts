import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { CoreError } from '../ports/errors.js';

export interface Form {
  fields: Map<string, string>;
  files: Map<string, { name: string; bytes: Buffer }>;
}

/** Few parts, small fields: nothing here is sent as a form but an archive with its owner. */
const LIMITS = { fields: 20, fieldSize: 64 * 1024, files: 4, parts: 24 };

/** A multipart body, whole. Throws `invalid_input` when it is none. */
export function readForm(raw: Buffer, contentType: string | undefined): Promise<Form> {
  const broken = (): CoreError => new CoreError('invalid_input', 'Expected a multipart form.');
  const form: Form = { fields: new Map(), files: new Map() };
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(broken());
    let parser: BusboyInstance;
    try {
      parser = new Busboy({ headers: { 'content-type': contentType ?? '' }, limits: LIMITS });
    } catch {
      fail();
      return;
    }
    parser.on('field', (name, value) => form.fields.set(name, value));
    parser.on('file', (field, stream, name) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A file that is cut off fails by itself; unheard, that would end the process.
      stream.on('error', fail);
      stream.on('end', () => form.files.set(field, { name, bytes: Buffer.concat(chunks) }));
    });
    parser.on('error', fail);
    parser.on('finish', () => resolve(form));
    parser.end(raw);
  });
}
