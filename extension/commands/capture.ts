import * as vscode from 'vscode';
import { z } from 'zod';
import { ensureConsent, isCaptureAllowed, setCaptureAllowed } from '../consent.js';
import { callJson } from '../service/api.js';
import type { ServiceHandle } from '../../server/contract/discover.js';
import type { CommandDeps, CommandGroup } from './table.js';

const Screens = z.object({
  screens: z.array(
    z.object({ index: z.int(), name: z.string(), width: z.int(), height: z.int(), is_primary: z.boolean() }),
  ),
});
type Area = { mode: 'fullscreen' } | { mode: 'fullscreen-single'; screen_index: number } | RegionArea;
interface RegionArea {
  mode: 'region';
  /** left, top, right, bottom. */
  region: number[];
}

export function captureCommands({ connection, statusBar }: CommandDeps): CommandGroup {
  const { t } = vscode.l10n;
  const post = async (service: ServiceHandle, path: string, body: object = {}): Promise<void> => {
    await callJson(service, path, z.unknown(), { method: 'POST', body });
    await statusBar.refresh();
  };
  const allowed = async (): Promise<ServiceHandle | null> => {
    const service = await connection.ready();
    return (await ensureConsent(service)) ? service : null;
  };
  const record = async (choose: (service: ServiceHandle) => Promise<Area | null>): Promise<void> => {
    const service = await allowed();
    const area = service && (await choose(service));
    if (service && area) await post(service, '/recording/start', area);
  };
  return {
    'loci.startRecording': () => record(chooseScreen),
    'loci.startRecordingRegion': () => record(chooseRegion),
    'loci.stopRecording': async () => {
      await post(await connection.ready(), '/recording/stop');
      vscode.window.setStatusBarMessage(`$(check) ${t('Recording stopped')}`, 4_000);
    },
    'loci.pauseRecording': async () => post(await connection.ready(), '/recording/pause'),
    'loci.resumeRecording': async () => post(await connection.ready(), '/recording/resume'),
    'loci.startTracking': async () => {
      const service = await allowed();
      if (service) await post(service, '/process/tracking/start');
    },
    /** What was followed becomes a session. */
    'loci.stopTracking': async () => {
      const service = await connection.ready();
      await post(service, '/process/tracking/stop');
      await post(service, '/process/sessions/from-tracking').catch(() => undefined);
      vscode.window.setStatusBarMessage(`$(check) ${t('Tracking stopped')}`, 4_000);
    },
    'loci.manageConsent': async () => {
      const service = await connection.ready();
      if (!(await isCaptureAllowed(service))) {
        await ensureConsent(service);
        return;
      }
      const forbid = t('Forbid Recording');
      const answer = await vscode.window.showInformationMessage(t('Recording is allowed on this computer.'), forbid);
      if (answer !== forbid) return;
      await setCaptureAllowed(service, false);
      await statusBar.refresh();
    },
  };
}

/** The whole desk, or one of several screens. null = the person took it back. */
async function chooseScreen(service: ServiceHandle): Promise<Area | null> {
  const { screens } = await callJson(service, '/recording/screens', Screens);
  if (screens.length < 2) return { mode: 'fullscreen' };
  const all = { label: vscode.l10n.t('All Screens'), description: '', area: { mode: 'fullscreen' } satisfies Area };
  const each = screens.map(({ index, name, width, height, is_primary: isPrimary }) => ({
    label: `$(device-desktop) ${name}`,
    description: `${width} × ${height}${isPrimary ? ` · ${vscode.l10n.t('main screen')}` : ''}`,
    area: { mode: 'fullscreen-single', screen_index: index } satisfies Area,
  }));
  const chosen = await vscode.window.showQuickPick<{ label: string; description: string; area: Area }>([all, ...each], {
    title: vscode.l10n.t('What Should Be Recorded?'),
  });
  return chosen?.area ?? null;
}

async function chooseRegion(): Promise<Area | null> {
  const { t } = vscode.l10n;
  const text = await vscode.window.showInputBox({
    title: t('Record a Region of the Screen'),
    prompt: t('Left, top, right and bottom in pixels. The Recordings panel lets you draw it instead.'),
    placeHolder: '0, 0, 1280, 720',
    validateInput: (value) =>
      parseRegion(value) ? undefined : t('Four numbers, with right and bottom the larger ones'),
  });
  const region = text === undefined ? null : parseRegion(text);
  return region && { mode: 'region', region };
}

/** null = it is no rectangle. */
function parseRegion(text: string): number[] | null {
  const numbers = text
    .split(/[\s,;x×]+/)
    .filter(Boolean)
    .map(Number);
  const [left = NaN, top = NaN, right = NaN, bottom = NaN] = numbers;
  return numbers.length === 4 && right > left && bottom > top ? numbers : null;
}
