import { z } from 'zod';

export const Id = z.uuid();
/** Epoch milliseconds. */
export const Moment = z.number();
export const Nothing = z.object({});

/** Where a page of a longer list begins, and how long it may be. */
export const Slice = { offset: z.int().min(0).max(10_000_000), limit: z.int().min(1).max(200) };

/** A person's text: something has to be in it. */
export const Text = z
  .string()
  .max(100_000)
  .refine((text) => text.trim() !== '', 'must not be empty');
