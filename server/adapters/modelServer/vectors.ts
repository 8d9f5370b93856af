import { CoreError } from '../../ports/errors.js';

/** Texts of one request. */
const BATCH = 64;

/** One vector per text, in order, all of one length, however many texts one request may hold. */
export async function embedInBatches(
  server: string,
  texts: string[],
  embed: (batch: string[]) => Promise<number[][]>,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += BATCH) {
    // Some servers refuse an empty text; a space has an embedding.
    const batch = texts.slice(start, start + BATCH).map((text) => text || ' ');
    const rows = await embed(batch);
    if (rows.length !== batch.length) throw new CoreError('upstream_failed', `${server} did not place every text`);
    vectors.push(...rows.map((row) => Float32Array.from(row)));
  }
  const length = vectors[0]?.length;
  if (length === 0 || vectors.some((vector) => vector.length !== length)) {
    throw new CoreError('upstream_failed', `${server} sent embeddings of different lengths`);
  }
  return vectors;
}
