import type { z } from 'zod';

/** What a panel asks of the service: what it sends, and what it gets. */
export interface RequestSpec<Params extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> {
  readonly params: Params;
  readonly reply: Reply;
}

/** Closes over the types, so that a panel's requests make a plain table. */
export function request<Params extends z.ZodType, Reply extends z.ZodType>(
  params: Params,
  reply: Reply,
): RequestSpec<Params, Reply> {
  return { params, reply };
}
