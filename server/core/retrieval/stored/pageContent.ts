import { HIT_KINDS, type HitKind } from '../../../ports/searchIndex.js';
import { dayOf } from '../analysis/calendar.js';
import { createByteReader, createByteWriter, type ByteReader, type ByteWriter } from './bytes.js';

/** A document as a page keeps it; its text stays in the store. */
export interface StoredDocument {
  id: string;
  speaker: string;
  toldAt: number;
  /** Order of arrival among the user's. */
  arrival: number;
  /** Days it speaks of, else the day it was told. */
  fromDay: number;
  toDay: number;
  /** Bits of `columns.ts`; never 0. */
  traits: number;
  /** Numbers of its terms in the order of the text, with repeats. */
  terms: Float64Array;
}

/** What a page keeps: by slot; null = nothing is there any more. */
export interface PageContent {
  kind: HitKind;
  documents: (StoredDocument | null)[];
}

/** A document as it stands on a page: `first` and `count` say which of the page's `refs` are its terms. */
export interface PageDocument extends Omit<StoredDocument, 'id' | 'terms'> {
  slot: number;
  first: number;
  count: number;
  /** Reads it: most are never asked for. */
  id(): string;
}

/** A page as it is read: every term's number once, the documents' terms as places among them. */
export interface PageView {
  kind: HitKind;
  numbers: Float64Array;
  refs: Int32Array;
  documents: PageDocument[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_BYTES = 16;
const GONE = 0;

export function packPage({ kind, documents }: PageContent): Uint8Array {
  const writer = createByteWriter();
  const present = documents.filter((document) => document !== null);
  const refs = new Map<number, number>();
  const speakers = new Map<string, number>();
  for (const { terms, speaker } of present) {
    speakers.set(speaker, speakers.get(speaker) ?? speakers.size);
    for (const number of terms) if (!refs.has(number)) refs.set(number, refs.size);
  }
  writer.byte(HIT_KINDS.indexOf(kind));
  writer.whole(refs.size);
  for (const number of refs.keys()) writer.wide(number);
  writer.whole(speakers.size);
  for (const speaker of speakers.keys()) writer.text(speaker);
  writer.whole(present.reduce((sum, { terms }) => sum + terms.length, 0));
  for (const document of documents) {
    if (document === null) writer.byte(GONE);
    else packDocument(writer, document, refs, speakers.get(document.speaker) ?? 0);
  }
  return writer.done();
}

function packDocument(
  writer: ByteWriter,
  { id, toldAt, arrival, fromDay, toDay, traits, terms }: StoredDocument,
  refs: ReadonlyMap<number, number>,
  speaker: number,
): void {
  writer.byte(traits);
  packId(writer, id);
  writer.whole(speaker);
  writer.double(toldAt);
  writer.whole(arrival);
  writer.signed(fromDay - dayOf(toldAt));
  writer.signed(toDay - fromDay);
  writer.whole(terms.length);
  for (const number of terms) writer.whole(refs.get(number) ?? 0);
}

/** Ids are mostly UUIDs, which take 16 bytes; any other is kept as written, after a length that is not 0. */
function packId(writer: ByteWriter, id: string): void {
  if (UUID.test(id)) {
    writer.whole(0);
    writer.raw(Buffer.from(id.replaceAll('-', ''), 'hex'));
    return;
  }
  const encoded = Buffer.from(id);
  writer.whole(encoded.length + 1);
  writer.raw(encoded);
}

function idFrom(bytes: Uint8Array, isUuid: boolean): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isUuid) return buffer.toString();
  const hex = buffer.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function viewPage(content: Uint8Array): PageView {
  const reader = createByteReader(content);
  const kind = HIT_KINDS[reader.byte()] ?? 'memory';
  const numbers = new Float64Array(reader.whole());
  for (let at = 0; at < numbers.length; at++) numbers[at] = reader.wide();
  const speakers = Array.from({ length: reader.whole() }, () => reader.text());
  const refs = new Int32Array(reader.whole());
  const documents: PageDocument[] = [];
  let first = 0;
  for (let slot = 0; reader.at < reader.end; slot++) {
    const traits = reader.byte();
    if (traits === GONE) continue;
    const document = viewDocument(reader, { slot, traits, first }, speakers, refs);
    documents.push(document);
    first += document.count;
  }
  return { kind, numbers, refs, documents };
}

function viewDocument(
  reader: ByteReader,
  place: Pick<PageDocument, 'slot' | 'traits' | 'first'>,
  speakers: readonly string[],
  refs: Int32Array,
): PageDocument {
  const length = reader.whole();
  const id = reader.raw(length === 0 ? UUID_BYTES : length - 1);
  const speaker = speakers[reader.whole()] ?? '';
  const toldAt = reader.double();
  const arrival = reader.whole();
  const fromDay = dayOf(toldAt) + reader.signed();
  const toDay = fromDay + reader.signed();
  const count = reader.whole();
  for (let at = place.first; at < place.first + count; at++) refs[at] = reader.whole();
  return { ...place, count, speaker, toldAt, arrival, fromDay, toDay, id: () => idFrom(id, length === 0) };
}

/** A page with all of its documents, for changing it. */
export function unpackPage(content: Uint8Array): PageContent {
  const { kind, numbers, refs, documents: viewed } = viewPage(content);
  const documents: (StoredDocument | null)[] = [];
  for (const { slot, first, count, id, ...document } of viewed) {
    while (documents.length < slot) documents.push(null);
    const terms = Float64Array.from(refs.subarray(first, first + count), (ref) => numbers[ref] ?? 0);
    documents.push({ ...document, id: id(), terms });
  }
  return { kind, documents };
}
