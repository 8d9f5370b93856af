import type { Method, Route } from './route.js';
import type { Surface } from './surface.js';

export interface Matched {
  route: Route;
  params: Record<string, string>;
}

export type MatchResult =
  { kind: 'matched'; matched: Matched } | { kind: 'wrongMethod'; allow: string[] } | { kind: 'unknown' };

interface Compiled {
  route: Route;
  segments: string[];
  /** Fixed segments decide between two routes that both fit: `/memories/query` before `/memories/{id}`. */
  fixed: number;
}

/** Decides which route of a surface a path means. Both slash forms fit; letter case counts. */
export function createMatcher(surface: Surface): (method: string, path: string) => MatchResult {
  const compiled = surface.routes.map(compile).sort((a, b) => b.fixed - a.fixed);
  return (method, path) => {
    const parts = split(path);
    if (!parts) return { kind: 'unknown' };
    const fitting = compiled.flatMap((candidate) => {
      const params = fit(candidate.segments, parts);
      return params ? [{ route: candidate.route, params }] : [];
    });
    const wanted = method.toLowerCase() as Method;
    const matched = fitting.find(({ route }) => route.method === wanted);
    if (matched) return { kind: 'matched', matched };
    if (fitting.length === 0) return { kind: 'unknown' };
    return { kind: 'wrongMethod', allow: [...new Set(fitting.map(({ route }) => route.method.toUpperCase()))] };
  };
}

function compile(route: Route): Compiled {
  const segments = route.path.split('/').filter(Boolean);
  return { route, segments, fixed: segments.filter((segment) => !segment.startsWith('{')).length };
}

/** Decoded segments, or null when an escape is broken or hides a slash or NUL. */
function split(path: string): string[] | null {
  try {
    const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
    return parts.some((part) => /[/\\\0]/.test(part)) ? null : parts;
  } catch {
    return null;
  }
}

function fit(segments: string[], parts: string[]): Record<string, string> | null {
  if (segments.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (segment.startsWith('{')) params[segment.slice(1, -1)] = part;
    else if (segment !== part) return null;
  }
  return params;
}
