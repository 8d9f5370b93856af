import { z } from 'zod';

/**
 * Schemas that read what the documented FastAPI servers read: numbers and booleans also as strings,
 * whole floats as integers, UUIDs in any spelling (echoed canonical).
 */

const TRUE = new Set(['true', '1', 'yes', 'y', 'on', 't']);
const FALSE = new Set(['false', '0', 'no', 'n', 'off', 'f']);

function toNumber(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return value;
  const text = value.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : value;
}

/** What is no number at all fails as a missing whole number, not as a number of any kind. */
function toWholeNumber(value: unknown, context: z.core.$RefinementCtx): unknown {
  const number = toNumber(value);
  if (typeof number === 'number') return number;
  context.issues.push({ code: 'invalid_type', expected: 'int', input: value });
  return z.NEVER;
}

function toBoolean(value: unknown): unknown {
  if (value === 1 || value === 0) return value === 1;
  if (typeof value !== 'string') return value;
  const text = value.toLowerCase();
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : value;
}

/** 8-4-4-4-12, lower case, whatever spelling came in. */
function toUuid(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const hex = value
    .replace(/^urn:uuid:/i, '')
    .replace(/[{}-]/g, '')
    .toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(hex)) return value;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

interface Range {
  min?: number;
  max?: number;
}

function bounded(schema: z.ZodNumber, { min, max }: Range): z.ZodNumber {
  let result = schema;
  if (min !== undefined) result = result.min(min);
  if (max !== undefined) result = result.max(max);
  return result;
}

export const lax = {
  int: (range: Range = {}) => z.preprocess(toWholeNumber, bounded(z.int(), range)),
  float: (range: Range = {}) => z.preprocess(toNumber, bounded(z.number(), range)),
  bool: () => z.preprocess(toBoolean, z.boolean()),
  uuid: () => z.preprocess(toUuid, z.guid()),
};
