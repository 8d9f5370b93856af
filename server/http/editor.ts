import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import { EDITOR_ANSWERS, EDITOR_MODELS, EditorOffer, EditorPart } from '../contract/editorModels.js';
import { FORGET, Forget } from '../contract/forget.js';
import type { EditorWindows } from '../ports/editorWindows.js';
import { toCoreError } from '../ports/errors.js';
import { sendJson } from './answer.js';
import { parseJson, readBody } from './body.js';

export interface EditorRoutesOptions {
  windows: EditorWindows;
  /** Erases memories of a user for good; how many there were. */
  forget: (user: string, ids: string[]) => Promise<number>;
}

const BODY_BYTES = 2 * 1024 * 1024;

/** What only editors use, behind the token of the service: lending models, and forgetting for good. */
export function createEditorRoutes({ windows, forget }: EditorRoutesOptions): Router {
  const router = Router();
  router.put(
    EDITOR_MODELS,
    handler(EditorOffer, ({ window, models }) => {
      windows.offer(window, models);
      return { offered: models.length };
    }),
  );
  router.post(
    EDITOR_ANSWERS,
    handler(EditorPart, (part) => {
      windows.take(part);
      return {};
    }),
  );
  router.post(
    FORGET,
    handler(Forget, async ({ user, ids }) => ({ forgotten: await forget(user, ids) })),
  );
  return router;
}

function handler<Schema extends z.ZodType>(
  schema: Schema,
  work: (body: z.output<Schema>) => object | Promise<object>,
): RequestHandler {
  return async (request, response) => {
    const read = await readBody(request, BODY_BYTES);
    const json = read.kind === 'bytes' ? parseJson(read.bytes) : null;
    const body = schema.safeParse(json?.ok ? json.value : undefined);
    if (!body.success) {
      sendJson(response, 400, { detail: json?.ok ? z.prettifyError(body.error) : 'The body must be JSON' });
      return;
    }
    try {
      sendJson(response, 200, await work(body.data));
    } catch (thrown) {
      const { code, message } = toCoreError(thrown);
      sendJson(response, code === 'not_found' ? 404 : 500, { detail: message });
    }
  };
}
