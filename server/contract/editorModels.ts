import { z } from 'zod';

/** Where a window says which language models it lends (PUT, token), and answers with them (POST, token). */
export const EDITOR_MODELS = '/_loci/editor/models';
export const EDITOR_ANSWERS = '/_loci/editor/answers';

const WindowId = z.uuid();

/** Named in the query of a lease (`/_loci/events?window=`) by a window that may lend models. */
export const LeaseQuery = z.object({ window: WindowId.optional() });

export const EditorModel = z.object({
  /** As the editor names it; unique within a window. */
  name: z.string().regex(/^\S{1,200}$/),
  /** What it reads at once. */
  contextTokens: z.int().positive(),
});
export type EditorModel = z.output<typeof EditorModel>;

/** Replaces what the window offered before; nothing takes all of it back. */
export const EditorOffer = z.object({ window: WindowId, models: z.array(EditorModel).max(200) });

export const EditorAsk = z.object({
  id: z.uuid(),
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
  maxTokens: z.int().optional(),
  /** The answer must be one JSON value. */
  json: z.boolean().optional(),
});
export type EditorAsk = z.output<typeof EditorAsk>;

/** How an answer comes: pieces in order, then `done` or `failed`. */
export const EditorPart = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('piece'), id: z.uuid(), text: z.string().max(1_000_000) }),
  z.object({ kind: z.literal('done'), id: z.uuid() }),
  z.object({
    kind: z.literal('failed'),
    id: z.uuid(),
    /** `refused`: the model or its provider said no; `unavailable`: it cannot be had now. */
    reason: z.enum(['refused', 'unavailable']),
    message: z.string().max(2_000),
  }),
]);
export type EditorPart = z.output<typeof EditorPart>;

/** Part of `ServiceEvent`, told to the one window whose model is asked. */
export const EditorEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('model.ask'), ask: EditorAsk }),
  z.object({ type: z.literal('model.cancel'), id: z.uuid() }),
]);
export type EditorEvent = z.output<typeof EditorEvent>;
