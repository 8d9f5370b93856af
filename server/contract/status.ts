import { z } from 'zod';
import { EditorEvent } from './editorModels.js';

/** What `GET /_loci/status` answers. Times are epoch milliseconds. */
export const ServiceStatus = z.object({
  url: z.string(),
  dataDir: z.string(),
  pid: z.int(),
  version: z.string(),
  protocol: z.int(),
  startedAt: z.number(),
  /** Clients that hold a lease. */
  leases: z.int(),
  memories: z.int(),
  users: z.int(),
  /** Of the store at rest. */
  bytes: z.int(),
  runningTasks: z.int(),
  /** Tasks run, or screen or input are recorded. */
  isBusy: z.boolean().default(false),
  nativePorts: z.array(z.object({ surface: z.string(), port: z.int(), state: z.enum(['open', 'busy']) })),
});
export type ServiceStatus = z.output<typeof ServiceStatus>;

/** What `GET /_loci/recording` answers: what can be recorded on this machine. */
export const RecordingAbility = z.object({
  isAllowed: z.boolean(),
  /** As `1920x1080`. */
  screens: z.array(z.string()),
  /** Why input cannot be followed; null = it may be. */
  inputObstacle: z.string().nullable(),
  languages: z.array(z.object({ name: z.string(), isHere: z.boolean() })),
});
export type RecordingAbility = z.output<typeof RecordingAbility>;

/** What a lease's event stream (`GET /_loci/events`) carries, one JSON value per `data:` frame. */
export const ServiceEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), leases: z.int() }),
  z.object({ type: z.literal('stopping') }),
  ...EditorEvent.options,
]);
export type ServiceEvent = z.output<typeof ServiceEvent>;

/** What `GET` and `PUT /_loci/consent` speak of: whether screen and input may be recorded. */
export const ConsentState = z.object({ capture: z.boolean() });
export type ConsentState = z.output<typeof ConsentState>;
