import { detailFailure, unprocessable } from '../fastapi.js';
import type { Surface } from '../surface.js';

/** `{"detail"}`: a text, or pydantic's array where a request does not fit its schema. */
export const fail: Surface['fail'] = (failure) =>
  failure.kind === 'invalid' || failure.kind === 'malformed' ? unprocessable(failure) : detailFailure(failure);
