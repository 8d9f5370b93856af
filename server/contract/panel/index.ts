import type { z } from 'zod';
import { CHAT_EVENTS, CHAT_REQUESTS } from './chat.js';
import { MEMORY_EVENTS, MEMORY_REQUESTS } from './memories.js';
import { RECORDING_EVENTS, RECORDING_REQUESTS } from './recordings.js';

/** All that panels may ask of the service, and all that it tells them. */
export const PANEL_REQUESTS = { ...MEMORY_REQUESTS, ...CHAT_REQUESTS, ...RECORDING_REQUESTS } as const;
export const PANEL_EVENT_DATA = { ...MEMORY_EVENTS, ...CHAT_EVENTS, ...RECORDING_EVENTS } as const;

export type PanelMethod = keyof typeof PANEL_REQUESTS;
/** What is sent; fields that have a default may be left out. */
export type PanelParams<Method extends PanelMethod> = z.input<(typeof PANEL_REQUESTS)[Method]['params']>;
export type PanelReply<Method extends PanelMethod> = z.output<(typeof PANEL_REQUESTS)[Method]['reply']>;

export type PanelEventName = keyof typeof PANEL_EVENT_DATA;
export type PanelEvent<Name extends PanelEventName> = z.output<(typeof PANEL_EVENT_DATA)[Name]>;

export const isPanelMethod = (name: string): name is PanelMethod => Object.hasOwn(PANEL_REQUESTS, name);
export const isPanelEvent = (name: string): name is PanelEventName => Object.hasOwn(PANEL_EVENT_DATA, name);
