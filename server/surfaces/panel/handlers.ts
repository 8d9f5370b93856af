import type { z } from 'zod';
import type { PANEL_REQUESTS, PanelEvent, PanelEventName, PanelMethod } from '../../contract/panel/index.js';
import type { Core } from '../../core/core.js';
import type { Scope } from '../../core/memory/identity.js';

/** What a handler works with. */
export interface PanelContext {
  core: Core;
  /** The person whom the panels serve, and the panels as their client. */
  scope(): Promise<Scope>;
  /** Tells every open panel of the person for whom the work is done. */
  publish<Name extends PanelEventName>(name: Name, data: PanelEvent<Name>): void;
  /** A link to something under `/_loci/media`, good for some minutes, that a page may fetch by itself. */
  sign(path: string): string;
}

type Requests = typeof PANEL_REQUESTS;
export type Handlers<Method extends PanelMethod = PanelMethod> = {
  [Name in Method]: (params: z.output<Requests[Name]['params']>) => Promise<z.input<Requests[Name]['reply']>>;
};

/** The client that panels are, among the apps. */
export const PANEL_APP = 'vscode';
