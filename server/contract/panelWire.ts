import { z } from 'zod';

/** The panels there are: one bundle draws them all, and the page's body says which (`data-panel`). */
export const PANELS = ['chat', 'recordings', 'memories'] as const;
export type PanelName = (typeof PANELS)[number];

/** Where the service takes a panel's requests (POST, token) and tells its events (Server-Sent Events, token). */
export const PANEL_CALL = '/_loci/panel/call';
export const PANEL_EVENTS = '/_loci/panel/events';
/** Where the token is changed (POST, `{panel}`) for a path that opens that panel in a browser, once, within a minute. */
export const PANEL_CODE = '/_loci/panel/code';
export const PanelCodeRequest = z.object({ panel: z.enum(PANELS) });
export const PanelCodeReply = z.object({ path: z.string() });

/** The body of a request to `PANEL_CALL`; what comes back is a `PanelAnswer`, with status 200 also where it is a failure. */
export const PanelCall = z.object({ method: z.string(), params: z.json().optional() });
export type PanelCall = z.output<typeof PanelCall>;

/** Requests whose method begins so are answered by what shows the panel (the editor or the browser page) itself. */
export const HOST_METHODS = 'host.';

/** What a panel's page sends to what shows it. */
export const FromPanel = z.object({
  kind: z.literal('request'),
  /** Counted by the page. */
  id: z.int(),
  method: z.string(),
  params: z.json(),
});
export type FromPanel = z.output<typeof FromPanel>;

export const PanelFailure = z.object({ code: z.string(), message: z.string() });
export type PanelFailure = z.output<typeof PanelFailure>;

/** What the service answers to a request, and what the page gets for it. */
export const PanelAnswer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.json() }),
  z.object({ ok: z.literal(false), error: PanelFailure }),
]);
export type PanelAnswer = z.output<typeof PanelAnswer>;

/** What a page is told. */
export const ToPanel = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), id: z.int(), answer: PanelAnswer }),
  z.object({ kind: z.literal('event'), name: z.string(), data: z.json() }),
]);
export type ToPanel = z.output<typeof ToPanel>;
