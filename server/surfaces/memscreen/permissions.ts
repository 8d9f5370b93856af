import { z } from 'zod';
import { CoreError } from '../../ports/errors.js';
import type { Permission } from '../../ports/machine.js';
import type { System } from '../../core/system.js';
import { lax } from '../lax.js';
import { route } from '../route.js';

const tag = 'Permissions';

const Granted = z.object({ granted: z.boolean(), message: z.string(), settings_anchor: z.string() });
const NAMES: Readonly<Record<string, Permission>> = {
  screen_recording: 'screenRecording',
  accessibility: 'accessibility',
  input_monitoring: 'inputMonitoring',
};

function toGranted({ machine }: System, permission: Permission): z.input<typeof Granted> {
  const { isGranted, message, anchor } = machine.permission(permission);
  return { granted: isGranted, message, settings_anchor: anchor };
}

export const permissionStatus = route({
  id: 'permissionStatus',
  method: 'get',
  path: '/permissions/status',
  tag,
  summary: 'What the operating system permits, as far as it can be known',
  query: z.object({ prompt: lax.bool().default(false) }),
  reply: z.object({
    platform: z.string(),
    runtime_executable: z.string(),
    app_bundle_hint: z.string(),
    screen_recording: Granted,
    accessibility: Granted,
    input_monitoring: Granted,
  }),
  handle: (_input, { system }) =>
    Promise.resolve({
      platform: system.machine.platform,
      runtime_executable: system.machine.executable,
      app_bundle_hint: '',
      screen_recording: toGranted(system, 'screenRecording'),
      accessibility: toGranted(system, 'accessibility'),
      input_monitoring: toGranted(system, 'inputMonitoring'),
    }),
});

export const openPermissionSettings = route({
  id: 'openPermissionSettings',
  method: 'post',
  path: '/permissions/open-settings',
  tag,
  summary: "Open the operating system's settings of a permission, where it has such",
  query: z.object({ area: z.string() }),
  reply: z.object({ ok: z.boolean(), area: z.string() }),
  async handle({ query: { area } }, { system }) {
    const permission = NAMES[area];
    if (!permission) throw new CoreError('invalid_input', `Invalid area: ${area}`);
    return { ok: await system.machine.openSettings(permission), area };
  },
});
