import pg from 'pg';

/** What a parameter of a statement may be. */
export type Value =
  string | number | boolean | null | Uint8Array | readonly (string | number | boolean | null | Uint8Array)[];

export type Row = Record<string, unknown>;

/**
 * PostgreSQL's text cannot hold U+0000, which texts of clients may. It is kept as this noncharacter, which Unicode sets
 * aside for such use inside a program, and comes back as what it was. (JSON holds it escaped.)
 */
const NUL_KEPT_AS = '\ufdd0';

const encodeText = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', NUL_KEPT_AS) : text);
const decodeText = (text: string): string => (text.includes(NUL_KEPT_AS) ? text.replaceAll(NUL_KEPT_AS, '\0') : text);

/** A value as the driver sends it. */
export function encodeValue(value: Value): unknown {
  if (typeof value === 'string') return encodeText(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return value.map((item: unknown) => (typeof item === 'string' ? encodeText(item) : item));
  return value;
}

const OID = { int8: 20, text: 25, varchar: 1043, numeric: 1700, xid8: 5069 } as const;

/** Whole numbers come as numbers: all that are kept here are far under 2^53. */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary'): unknown => {
    if (oid === OID.text || oid === OID.varchar) return decodeText;
    if (oid === OID.int8 || oid === OID.numeric || oid === OID.xid8) return Number;
    return (pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => unknown)(oid, format);
  }) as typeof pg.types.getTypeParser,
};
