import { CoreError } from '../../ports/errors.js';

/** The body of an answer, as long as it is not larger than that. Throws `upstream_failed`. */
export async function download(server: string, { body }: Response, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new CoreError('upstream_failed', `${server} sent more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
