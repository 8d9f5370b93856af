import { HIT_KINDS, type HitKind } from '../../../ports/searchIndex.js';
import { dayOf } from '../analysis/calendar.js';
import { createColumns, type Columns } from '../lexical/columns.js';
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
 * A page that is being read. Thousands of documents are looked at for every search, most of them only for standing next
 * to another: so they are read straight into the columns of all, and terms and ids only where they are asked for.
 */
export interface OpenPage {
  kind: HitKind;
  /** Documents that are there. */
  count: number;
  speakers: string[];
  /** How many different terms the page has; a document's terms are places among them. */
  terms: number;
  /** Slots on the page of the documents that are there, in order. */
  slots(): number[];
  /** Fills the columns from `start` on; `speakers` are the numbers that the columns have for those of the page. */
  fill(columns: Columns, start: number, speakers: readonly number[]): void;
  /** The low 12 bits of a term's number: enough to tell most terms from one sought. */
  lowBitsAt(place: number): number;
  numberAt(place: number): number;
  /** Places of the terms of all documents, one after the other: call after `fill`. */
  placeAt(at: number): number;
  idAt(document: number): string;
}

export const LOW_BITS = 0xfff;
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

export function openPage(content: Uint8Array): OpenPage {
  const reader = createByteReader(content);
  const numbers = createByteReader(content);
  const kind = HIT_KINDS[reader.byte()] ?? 'memory';
  const terms = reader.whole();
  const numbersAt = reader.at;
  reader.at += terms * WIDE_BYTES;
  const speakers = Array.from({ length: reader.whole() }, () => reader.text());
  const slots = reader.whole();
  const traitsAt = reader.at;
  const columnsAt = traitsAt + slots;
  const width = terms > 0x100 ? 2 : 1;
  let [count, placesAt, idsAt]: [number, number, number[] | null] = [0, 0, null];
  for (let slot = 0; slot < slots; slot++) if (content[traitsAt + slot] !== GONE) count++;

  return {
    kind,
    count,
    speakers,
    terms,
    slots: () => Array.from({ length: slots }, (_, slot) => slot).filter((slot) => content[traitsAt + slot] !== GONE),
    fill(columns, start, numbers) {
      let at = start;
      for (let slot = 0; slot < slots; slot++) {
        const traits = content[traitsAt + slot] ?? GONE;
        if (traits !== GONE) columns.traits[at++] = traits;
      }
      reader.at = columnsAt;
      let places = 0;
      for (at = start; at < start + count; at++) places += fillDocument(reader, columns, at, numbers);
      placesAt = reader.at;
      reader.at += places * width;
    },
    lowBitsAt(place) {
      const at = numbersAt + place * WIDE_BYTES;
      return (((content[at + 2] ?? 0) << 8) | (content[at + 3] ?? 0)) & LOW_BITS;
    },
    numberAt(place) {
      numbers.at = numbersAt + place * WIDE_BYTES;
      return numbers.wide();
    },
    placeAt(at) {
      const from = placesAt + at * width;
      return (content[from] ?? 0) | (width === 2 ? (content[from + 1] ?? 0) << 8 : 0);
    },
    // Looked for once the first is asked for: those of most pages never are.
    idAt(document) {
      reader.at = (idsAt ??= placesOfIds(reader))[document] ?? reader.end;
      return reader.at < reader.end ? readId(reader) : '';
    },
  };
}

/** Returns how many terms the document has. */
function fillDocument(reader: ByteReader, columns: Columns, at: number, speakers: readonly number[]): number {
  columns.speaker[at] = speakers[reader.whole()] ?? 0;
  const toldAt = reader.double();
  columns.toldAt[at] = toldAt;
  columns.arrival[at] = reader.whole();
  const fromDay = dayOf(toldAt) + reader.signed();
  columns.fromDay[at] = fromDay;
  columns.toDay[at] = fromDay + reader.signed();
  return (columns.length[at] = reader.whole());
}

function placesOfIds(reader: ByteReader): number[] {
  const places: number[] = [];
  while (reader.at < reader.end) {
    places.push(reader.at);
    const length = reader.whole();
    reader.at += length === 0 ? UUID_BYTES : length - 1;
  }
  return places;
}

/** A page with all of its documents, for changing it. */
export function unpackPage(content: Uint8Array): PageContent {
  const page = openPage(content);
  const columns = createColumns(page.count);
  page.fill(columns, 0, Array.from(page.speakers.keys()));
  const documents: (StoredDocument | null)[] = [];
  let first = 0;
  for (const [at, slot] of page.slots().entries()) {
    const length = columns.length[at] ?? 0;
    while (documents.length < slot) documents.push(null);
    documents.push({
      id: page.idAt(at),
      speaker: page.speakers[columns.speaker[at] ?? 0] ?? '',
      toldAt: columns.toldAt[at] ?? 0,
      arrival: columns.arrival[at] ?? 0,
      fromDay: columns.fromDay[at] ?? 0,
      toDay: columns.toDay[at] ?? 0,
      traits: columns.traits[at] ?? 0,
      terms: termsFrom(page, first, length),
    });
    first += length;
  }
  return { kind: page.kind, documents };
}

/** Numbers of terms in the order of a text: of the page's places so many from `first` on. */
export function termsFrom({ placeAt, numberAt }: OpenPage, first: number, length: number): Float64Array {
  const numbers = new Float64Array(length);
  for (let at = 0; at < length; at++) numbers[at] = numberAt(placeAt(first + at));
  return numbers;
}
