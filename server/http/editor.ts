import { Router } from 'express';
import { EDITOR_ANSWERS, EDITOR_MODELS, EditorOffer, EditorPart } from '../contract/editorModels.js';
import { FORGET, Forget } from '../contract/forget.js';
import type { EditorWindows } from '../ports/editorWindows.js';
import { ownRoute } from './ownRoute.js';

export interface EditorRoutesOptions {
  windows: EditorWindows;
  /** Erases memories of a user for good; how many there were. */
  forget: (user: string, ids: string[]) => Promise<number>;
}

/** What only editors use, behind the token of the service: lending models, and forgetting for good. */
export function createEditorRoutes({ windows, forget }: EditorRoutesOptions): Router {
  const router = Router();
  router.put(
    EDITOR_MODELS,
    ownRoute(EditorOffer, ({ window, models }) => {
      windows.offer(window, models);
      return { offered: models.length };
    }),
  );
  router.post(
    EDITOR_ANSWERS,
    ownRoute(EditorPart, (part) => {
      windows.take(part);
      return {};
    }),
  );
  router.post(
    FORGET,
    ownRoute(Forget, async ({ user, ids }) => ({ forgotten: await forget(user, ids) })),
  );
  return router;
}
