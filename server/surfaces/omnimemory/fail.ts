import type { z } from 'zod';
import { detailFailure } from '../fastapi.js';
import type { FieldIssue } from '../route.js';
import type { Failure, FailureReply } from '../surface.js';

/** Fields that one answer names at most. */
const NAMED = 5;

/** OmniMemory's errors: `{"detail": "<text>"}`; whatever does not fit a schema is a 400. */
export function fail(failure: Failure): FailureReply {
  switch (failure.kind) {
    case 'invalid':
      return { status: 400, body: { detail: failure.issues.slice(0, NAMED).map(describe).join('; ') } };
    case 'malformed':
      return { status: 400, body: { detail: `body: ${failure.reason} (at character ${failure.offset})` } };
    default:
      return detailFailure(failure);
  }
}

function describe({ place, issue }: FieldIssue): string {
  const { path, message, isMissing } = narrowest(issue);
  const field = path.length > 0 ? path.map(String).join('.') : place;
  return `${field}: ${isMissing ? 'Field required' : message}`;
}

interface Narrowed {
  path: PropertyKey[];
  message: string;
  isMissing: boolean;
}

/** The issue itself, or, where no alternative of a union fits, that of the alternative that fits furthest. */
function narrowest(issue: z.core.$ZodIssue): Narrowed {
  const own = { path: issue.path, message: issue.message, isMissing: issue.input === undefined };
  if (issue.code !== 'invalid_union') return own;
  const inner = issue.errors
    .flatMap((issues) => issues.slice(0, 1).map(narrowest))
    .sort((a, b) => b.path.length - a.path.length)[0];
  return inner && inner.path.length > 0 ? { ...inner, path: [...issue.path, ...inner.path] } : own;
}
