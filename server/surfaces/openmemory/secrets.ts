import type { Json } from '../../ports/json.js';

/** Stands for a literal secret in every answer; saved back, it means the one that is there. */
export const MASK = '***';

const SECRET_NAME = /(?:key|password|secret|token)$/i;

/** The same value with every literal secret masked. `env:NAME` is no secret. */
export function maskSecrets(value: Json, name = ''): Json {
  if (typeof value === 'string')
    return SECRET_NAME.test(name) && value !== '' && !value.startsWith('env:') ? MASK : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, name));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskSecrets(item, key)]));
}

/** The same value with what stands in `before` at the place of every mask; null where nothing does. */
export function unmaskSecrets(value: Json, before: Json | undefined): Json {
  if (value === MASK) return typeof before === 'string' ? before : null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = Array.isArray(before) ? before : [];
    return value.map((item, index) => unmaskSecrets(item, items[index]));
  }
  const fields = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unmaskSecrets(item, fields[key])]));
}
