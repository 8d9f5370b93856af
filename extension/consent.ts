import * as vscode from 'vscode';
import type { ServiceHandle } from '../server/contract/discover.js';
import { ConsentState } from '../server/contract/status.js';
import { callJson } from './service/api.js';

const PATH = '/_loci/consent';

export async function isCaptureAllowed(service: ServiceHandle): Promise<boolean> {
  return (await callJson(service, PATH, ConsentState)).capture;
}

export async function setCaptureAllowed(service: ServiceHandle, capture: boolean): Promise<void> {
  await callJson(service, PATH, ConsentState, { method: 'PUT', body: { capture } });
}

/** Asks once, before anything is recorded; the service keeps the answer for all windows. */
export async function ensureConsent(service: ServiceHandle): Promise<boolean> {
  if (await isCaptureAllowed(service)) return true;
  const { t } = vscode.l10n;
  const allow = t('Allow');
  const answer = await vscode.window.showInformationMessage(
    t('Allow Loci to record your screen and input?'),
    {
      modal: true,
      detail: t(
        'Recordings are kept on this computer only. Nothing is recorded until you start it, and the status bar shows when it is. Password managers and private windows are blanked, and typed keys are counted, not kept. You can take this back at any time with "Loci: Allow or Forbid Recording".',
      ),
    },
    allow,
  );
  if (answer !== allow) return false;
  await setCaptureAllowed(service, true);
  return true;
}
