import { HIT_KINDS, type HitKind } from '../../../ports/searchIndex.js';
import { dayOf } from '../analysis/calendar.js';
import { createByteReader, createByteWriter, WIDE_BYTES, type ByteReader, type ByteWriter } from './bytes.js';

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

/**
 * A page as it is read, column by column: thousands of documents are looked at for every search, most of them only for
 * being next to another. Documents count from 0, without the slots where nothing is.
 */
export interface PageView {
  kind: HitKind;
  count: number;
  slots: Uint8Array;
  traits: Uint8Array;
  toldAt: Float64Array;
  arrival: Float64Array;
  fromDay: Int32Array;
  toDay: Int32Array;
  /** Place of the speaker in `speakers`. */
  speaker: Int32Array;
  speakers: string[];
  /** Terms of all documents, as places in the page's list of numbers; `first` says where those of each begin, and end. */
  refs: Uint16Array;
  first: Int32Array;
  /** How many different terms the page has. */
  terms: number;
  /** The low 16 bits of a term's number: enough to tell most terms from one sought. */
  lowBitsAt(ref: number): number;
  numberAt(ref: number): number;
  idAt(document: number): string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_BYTES = 16;
const GONE = 0;
/** More different terms than a place of two bytes can name are left out of a page: no text that people write has them. */
const MOST_TERMS = 0xffff;

export function packPage({ kind, documents }: PageContent): Uint8Array {
  const writer = createByteWriter();
  const present = documents.filter((document) => document !== null);
  const refs = new Map<number, number>();
  const speakers = new Map<string, number>();
  for (const { terms, speaker } of present) {
    speakers.set(speaker, speakers.get(speaker) ?? speakers.size);
    for (const number of terms) if (!refs.has(number) && refs.size < MOST_TERMS) refs.set(number, refs.size);
  }
  writer.byte(HIT_KINDS.indexOf(kind));
  writer.whole(refs.size);
  for (const number of refs.keys()) writer.wide(number);
  writer.whole(speakers.size);
  for (const speaker of speakers.keys()) writer.text(speaker);
  writer.whole(documents.length);
  for (const document of documents) writer.byte(document?.traits ?? GONE);
  for (const document of present) packDocument(writer, document, speakers.get(document.speaker) ?? 0);
  const isWide = refs.size > 0x100;
  for (const { terms } of present) {
    for (const number of terms) {
      const ref = refs.get(number) ?? 0;
      writer.byte(ref & 0xff);
      if (isWide) writer.byte(ref >>> 8);
    }
  }
  for (const { id } of present) packId(writer, id);
  return writer.done();
}

function packDocument(
  writer: ByteWriter,
  { toldAt, arrival, fromDay, toDay, terms }: StoredDocument,
  speaker: number,
): void {
  writer.whole(speaker);
  writer.double(toldAt);
  writer.whole(arrival);
  writer.signed(fromDay - dayOf(toldAt));
  writer.signed(toDay - fromDay);
  writer.whole(terms.length);
}

/** Ids are mostly UUIDs, which take 16 bytes; any other is kept as written, after a length that is not 0. */
function packId(writer: ByteWriter, id: string): void {
  if (UUID.test(id)) {
    writer.byte(0);
    writer.raw(Buffer.from(id.replaceAll('-', ''), 'hex'));
    return;
  }
  const encoded = Buffer.from(id);
  writer.whole(encoded.length + 1);
  writer.raw(encoded);
}

function readId(reader: ByteReader): string {
  const length = reader.whole();
  const bytes = reader.raw(length === 0 ? UUID_BYTES : length - 1);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (length > 0) return buffer.toString();
  const hex = buffer.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function viewPage(content: Uint8Array): PageView {
  const reader = createByteReader(content);
  const kind = HIT_KINDS[reader.byte()] ?? 'memory';
  const terms = reader.whole();
  const numbersAt = reader.at;
  reader.at += terms * WIDE_BYTES;
  const speakers = Array.from({ length: reader.whole() }, () => reader.text());
  const columns = viewColumns(reader);
  const refs = viewRefs(content, reader, columns.first[columns.count] ?? 0, terms > 0x100);
  const numbers = createByteReader(content);
  return {
    kind,
    speakers,
    terms,
    refs,
    ...columns,
    lowBitsAt(ref) {
      const at = numbersAt + ref * WIDE_BYTES;
      return ((content[at + 2] ?? 0) << 8) | (content[at + 3] ?? 0);
    },
    numberAt(ref) {
      numbers.at = numbersAt + ref * WIDE_BYTES;
      return numbers.wide();
    },
    idAt: createIdReader(content, reader.at),
  };
}

type PageColumns = Pick<
  PageView,
  'count' | 'slots' | 'traits' | 'toldAt' | 'arrival' | 'fromDay' | 'toDay' | 'speaker' | 'first'
>;

function viewColumns(reader: ByteReader): PageColumns {
  const all = reader.raw(reader.whole());
  let count = 0;
  for (const traits of all) if (traits !== GONE) count++;
  const int32 = (): Int32Array => new Int32Array(count);
  const columns: PageColumns = {
    count,
    slots: new Uint8Array(count),
    traits: new Uint8Array(count),
    toldAt: new Float64Array(count),
    arrival: new Float64Array(count),
    fromDay: int32(),
    toDay: int32(),
    speaker: int32(),
    first: new Int32Array(count + 1),
  };
  let at = 0;
  for (const [slot, traits] of all.entries()) {
    if (traits === GONE) continue;
    columns.slots[at] = slot;
    columns.traits[at] = traits;
    at++;
  }
  for (at = 0; at < count; at++) {
    columns.speaker[at] = reader.whole();
    const toldAt = reader.double();
    columns.toldAt[at] = toldAt;
    columns.arrival[at] = reader.whole();
    const fromDay = dayOf(toldAt) + reader.signed();
    columns.fromDay[at] = fromDay;
    columns.toDay[at] = fromDay + reader.signed();
    columns.first[at + 1] = (columns.first[at] ?? 0) + reader.whole();
  }
  return columns;
}

function viewRefs(content: Uint8Array, reader: ByteReader, count: number, isWide: boolean): Uint16Array {
  const refs = new Uint16Array(count);
  let { at } = reader;
  for (let i = 0; i < count; i++) {
    refs[i] = (content[at] ?? 0) | (isWide ? (content[at + 1] ?? 0) << 8 : 0);
    at += isWide ? 2 : 1;
  }
  reader.at = at;
  return refs;
}

/** Reads the ids once the first is asked for: those of most pages never are. */
function createIdReader(content: Uint8Array, start: number): (document: number) => string {
  let ids: string[] | null = null;
  return (document) => {
    if (ids === null) {
      const reader = createByteReader(content);
      reader.at = start;
      ids = [];
      while (reader.at < reader.end) ids.push(readId(reader));
    }
    return ids[document] ?? '';
  };
}

/** A page with all of its documents, for changing it. */
export function unpackPage(content: Uint8Array): PageContent {
  const view = viewPage(content);
  const documents: (StoredDocument | null)[] = [];
  for (let at = 0; at < view.count; at++) {
    while (documents.length < (view.slots[at] ?? 0)) documents.push(null);
    documents.push({
      id: view.idAt(at),
      speaker: view.speakers[view.speaker[at] ?? 0] ?? '',
      toldAt: view.toldAt[at] ?? 0,
      arrival: view.arrival[at] ?? 0,
      fromDay: view.fromDay[at] ?? 0,
      toDay: view.toDay[at] ?? 0,
      traits: view.traits[at] ?? 0,
      terms: termsOf(view, at),
    });
  }
  return { kind: view.kind, documents };
}

/** Numbers of a document's terms in the order of its text. */
export function termsOf({ refs, first, numberAt }: PageView, document: number): Float64Array {
  return Float64Array.from(refs.subarray(first[document] ?? 0, first[document + 1] ?? 0), numberAt);
}
