import { CoreError } from '../../ports/errors.js';

const BATCH = 64;

/** Embeds in batches, one after the other; one vector per text, all of one length, or `upstream_failed`. */
export async function embedInBatches(
  texts: string[],
  embed: (batch: string[]) => Promise<number[][]>,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += BATCH) {
    // Servers refuse an empty text; a space has an embedding.
    const batch = texts.slice(start, start + BATCH).map((text) => (text === '' ? ' ' : text));
    const rows = await embed(batch);
    if (rows.length !== batch.length) throw new CoreError('upstream_failed', 'The model server left embeddings out');
    vectors.push(...rows.map((row) => Float32Array.from(row)));
  }
  const length = vectors[0]?.length;
  if (length === 0 || vectors.some((vector) => vector.length !== length)) {
    throw new CoreError('upstream_failed', 'The model server sent embeddings of different lengths');
  }
  return vectors;
}
