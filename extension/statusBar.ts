import * as vscode from 'vscode';
import { z } from 'zod';
import { callJson } from './service/api.js';
import type { Connection, ConnectionState } from './service/connection.js';

/** What is being recorded now, by whichever window or program. */
export interface Capture {
  isRecording: boolean;
  isPaused: boolean;
  isTracking: boolean;
}

export interface StatusBar {
  /** Asks at once instead of at the next look. */
  refresh(): Promise<void>;
  dispose(): void;
}

const LOOK_MS = 3_000;
const NOTHING: Capture = { isRecording: false, isPaused: false, isTracking: false };

const Recording = z.object({ is_recording: z.boolean(), is_paused: z.boolean() });
const Tracking = z.object({ is_tracking: z.boolean() });

/** One item: whether the service is there, and above all whether anything is recorded. */
export function createStatusBar(connection: Connection): StatusBar {
  const item = vscode.window.createStatusBarItem('loci.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Loci';
  let capture = NOTHING;

  const draw = (): void => {
    const { text, tooltip, command } = describe(connection.state, capture);
    item.text = text;
    item.tooltip = tooltip;
    item.command = command;
    item.accessibilityInformation = { label: `Loci: ${tooltip}`, role: 'button' };
    item.backgroundColor =
      connection.state.kind === 'lost' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    void vscode.commands.executeCommand('setContext', 'loci.isRecording', capture.isRecording);
    void vscode.commands.executeCommand('setContext', 'loci.isPaused', capture.isPaused);
    void vscode.commands.executeCommand('setContext', 'loci.isTracking', capture.isTracking);
    item.show();
  };

  const refresh = async (): Promise<void> => {
    capture = await lookAt(connection.state).catch(() => NOTHING);
    draw();
  };

  const timer = setInterval(() => void refresh(), LOOK_MS);
  const unsubscribe = connection.onState(() => void refresh());
  draw();
  return {
    refresh,
    dispose() {
      clearInterval(timer);
      unsubscribe();
      item.dispose();
    },
  };
}

async function lookAt(state: ConnectionState): Promise<Capture> {
  if (state.kind !== 'ready') return NOTHING;
  const [recording, tracking] = await Promise.all([
    callJson(state.service, '/recording/status', Recording),
    callJson(state.service, '/process/tracking/status', Tracking),
  ]);
  return {
    isRecording: recording.is_recording,
    isPaused: recording.is_paused,
    isTracking: tracking.is_tracking,
  };
}

interface Look {
  text: string;
  tooltip: string;
  command: string;
}

function describe(state: ConnectionState, { isRecording, isPaused, isTracking }: Capture): Look {
  const { t } = vscode.l10n;
  if (state.kind === 'lost') return { text: '$(warning) Loci', tooltip: state.message, command: 'loci.showLog' };
  if (state.kind === 'connecting')
    return { text: '$(loading~spin) Loci', tooltip: t('The service is starting'), command: 'loci.showLog' };
  if (isRecording && isPaused)
    return {
      text: '$(debug-pause) Loci',
      tooltip: t('Recording is paused. Select to go on.'),
      command: 'loci.resumeRecording',
    };
  if (isRecording)
    return {
      text: '$(record) Loci',
      tooltip: t('Your screen is recorded. Select to stop.'),
      command: 'loci.stopRecording',
    };
  if (isTracking)
    return { text: '$(eye) Loci', tooltip: t('Your input is followed. Select to stop.'), command: 'loci.stopTracking' };
  const tooltip =
    state.kind === 'ready' ? t('Search your memory') : t('The service is not running. Select to start it.');
  return { text: '$(database) Loci', tooltip, command: state.kind === 'ready' ? 'loci.search' : 'loci.restartService' };
}
