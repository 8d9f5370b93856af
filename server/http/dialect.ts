import { createMatcher, type MatchResult } from '../surfaces/match.js';
import type { Surface } from '../surfaces/surface.js';

/** What decides between two dialects that answer the same path. */
export interface Shape {
  method: string;
  /** As it was sent. */
  path: string;
  query: Record<string, string>;
  /** The Accept header. */
  accept: string;
  /** Parsed JSON, where there was a body and it parsed. */
  body: unknown;
}

/** A path on which several dialects answer: which of them, by the shape of the request. */
export interface Overlap {
  method: string;
  /** Segments, `*` for any one. */
  path: string;
  choose(shape: Shape): string;
}

const hasKey = (body: unknown, key: string): boolean => typeof body === 'object' && body !== null && key in body;

/** Every clash of the documented APIs, and what settles it. `Architecture` proves that there are no others. */
export const OVERLAPS: readonly Overlap[] = [
  {
    method: 'POST',
    path: '/api/v1/memories',
    choose: ({ path, body }) => {
      const [isOmni, isOpen] = [hasKey(body, 'messages'), hasKey(body, 'text')];
      if (isOmni !== isOpen) return isOmni ? 'omnimemory' : 'openmemory';
      return path.endsWith('/') ? 'openmemory' : 'omnimemory';
    },
  },
  {
    method: 'GET',
    path: '/api/v1/memories/*',
    choose: ({ path, query }) => {
      const last = path.split('/').filter(Boolean).at(-1);
      if (last === 'query') return 'omnimemory';
      if (last === 'categories') return 'app_id' in query && !('user_id' in query) ? 'omnimemory' : 'openmemory';
      return 'app_id' in query ? 'omnimemory' : 'openmemory';
    },
  },
  { method: 'DELETE', path: '/api/v1/memories/*', choose: () => 'omnimemory' },
  { method: 'GET', path: '/health', choose: () => 'root' },
  { method: 'GET', path: '/', choose: ({ accept }) => (accept.includes('text/html') ? 'root' : 'omnimemory') },
];

export interface Mounted {
  surface: Surface;
  match: (method: string, path: string) => MatchResult;
}

export function mount(surfaces: readonly Surface[]): Mounted[] {
  return surfaces.map((surface) => ({ surface, match: createMatcher(surface) }));
}

export type Decision = { mounted: Mounted; result: MatchResult };

/** Which dialect answers a request of the shared origin, and which route. Paths nobody knows go to their owner. */
export function decide(mounted: readonly Mounted[], fallback: Mounted, shape: Shape): Decision {
  const candidates = mounted.map((entry) => ({ mounted: entry, result: entry.match(shape.method, shape.path) }));
  const matching = candidates.filter(({ result }) => result.kind === 'matched');
  const [first] = matching;
  if (first && matching.length === 1) return first;
  if (matching.length > 1) {
    const name = overlapFor(shape)?.choose(shape);
    return matching.find((candidate) => candidate.mounted.surface.name === name) ?? first ?? unknown(fallback);
  }
  const owner = ownerOf(mounted, shape) ?? fallback;
  const wrong = candidates.flatMap(({ result }) => (result.kind === 'wrongMethod' ? result.allow : []));
  return {
    mounted: owner,
    result: wrong.length > 0 ? { kind: 'wrongMethod', allow: [...new Set(wrong)] } : { kind: 'unknown' },
  };
}

/** True when the choice depends on the body, so that it must be read first. */
export function overlapFor({ method, path }: Pick<Shape, 'method' | 'path'>): Overlap | undefined {
  const parts = path.split('/').filter(Boolean);
  return OVERLAPS.find((overlap) => {
    const pattern = overlap.path.split('/').filter(Boolean);
    return (
      overlap.method === method &&
      pattern.length === parts.length &&
      pattern.every((segment, index) => segment === '*' || segment === parts[index])
    );
  });
}

function unknown(fallback: Mounted): Decision {
  return { mounted: fallback, result: { kind: 'unknown' } };
}

/** The dialect with the longest owned prefix of the path; for a shared prefix, the shape of the request. */
function ownerOf(mounted: readonly Mounted[], shape: Shape): Mounted | undefined {
  const name = overlapFor(shape)?.choose(shape);
  const chosen = mounted.find((entry) => entry.surface.name === name);
  if (chosen) return chosen;
  const owned = mounted.flatMap((entry) => entry.surface.owns.map((prefix) => ({ entry, prefix })));
  const fitting = owned.filter(({ prefix }) => shape.path === prefix || shape.path.startsWith(`${prefix}/`));
  return fitting.sort((a, b) => b.prefix.length - a.prefix.length)[0]?.entry;
}
