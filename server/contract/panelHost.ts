import { z } from 'zod';
import { PANELS } from './panelWire.js';

const Nothing = z.object({});
const text = () => z.string().max(1_000_000);

/** What a panel may ask of whatever shows it: an editor's window or a browser's page. */
export const HOST_REQUESTS = {
  'host.describe': {
    params: Nothing,
    reply: z.object({
      host: z.enum(['vscode', 'browser']),
      /** BCP 47, as the editor or browser gives it. */
      locale: z.string(),
      /** Where the page itself reaches the service, for signed links; '' while it is not known. */
      serviceUrl: z.string(),
      /** `host.insert` has somewhere to insert. */
      canInsert: z.boolean(),
    }),
  },
  'host.insert': { params: z.object({ text: text() }), reply: z.object({ inserted: z.boolean() }) },
  'host.copy': { params: z.object({ text: text() }), reply: Nothing },
  'host.open': { params: z.object({ url: z.url({ protocol: /^https?$/ }) }), reply: Nothing },
  'host.run': {
    params: z.object({ command: z.string().regex(/^loci\.[A-Za-z.]+$/), args: z.array(z.json()).default([]) }),
    reply: Nothing,
  },
  /** `url` is absolute on the service, or a path on it. */
  'host.save': {
    params: z.object({ name: z.string().min(1).max(255), url: z.string().min(1) }),
    reply: z.object({ saved: z.boolean() }),
  },
} as const;
export type HostMethod = keyof typeof HOST_REQUESTS;
export type HostParams<Method extends HostMethod> = z.output<(typeof HOST_REQUESTS)[Method]['params']>;
export type HostReply<Method extends HostMethod> = z.output<(typeof HOST_REQUESTS)[Method]['reply']>;

/** What whatever shows a panel tells it of its own accord. */
export const HOST_EVENTS = {
  /** Open this memory, or play this moment (`at`, epoch milliseconds). */
  'host.reveal': z.object({ panel: z.enum(PANELS), id: z.string(), at: z.number().nullable() }),
  /** Put this into the chat box, and send it where `send` says so. */
  'host.compose': z.object({ text: z.string(), send: z.boolean() }),
  'host.connection': z.object({ state: z.enum(['connecting', 'ready', 'lost']), message: z.string() }),
} as const;
export type HostEventName = keyof typeof HOST_EVENTS;
export type HostEvent<Name extends HostEventName> = z.output<(typeof HOST_EVENTS)[Name]>;
