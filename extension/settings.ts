import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { EDITOR_SECTION, type GivenSettings } from './service/launch.js';

const SECTION = 'loci';
const PREFIX = `${SECTION}.`;

/** Names of all settings in the manifest, without `loci.`. */
export function settingNames(manifest: unknown): string[] {
  const { contributes } = manifest as { contributes: { configuration: { properties: Record<string, unknown> }[] } };
  return contributes.configuration
    .flatMap(({ properties }) => Object.keys(properties))
    .map((name) => name.slice(PREFIX.length));
}

/** What the person set for themselves. What a workspace says does not count, whatever scope the editor gives it. */
export function givenSettings(names: readonly string[]): GivenSettings {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const given = new Map<string, unknown>();
  for (const name of names) {
    const value = configuration.inspect(name)?.globalValue;
    if (value !== undefined) given.set(name, value);
  }
  return given;
}

/** Absolute; the environment counts where no setting does, as with the command. */
export function dataDirOf(given: GivenSettings): string {
  const set = given.get('dataDir');
  const path = typeof set === 'string' && set !== '' ? set : (process.env['LOCI_DATA_DIR'] ?? '~/.loci');
  return resolve(/^~(?=$|[\\/])/.test(path) ? join(homedir(), path.slice(1)) : path);
}

/** Whose memory this editor uses. */
export function userOf(given: GivenSettings): string {
  const set = given.get('user');
  return typeof set === 'string' && set !== '' ? set : (process.env['LOCI_USER'] ?? 'user');
}

export function editorSetting(name: 'startService' | 'offerModels'): boolean {
  const inspected = vscode.workspace.getConfiguration(SECTION).inspect<boolean>(`${EDITOR_SECTION}.${name}`);
  return inspected?.globalValue ?? inspected?.defaultValue ?? false;
}

export async function setEditorSetting(name: 'startService' | 'offerModels', value: boolean): Promise<void> {
  const target = vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration(SECTION).update(`${EDITOR_SECTION}.${name}`, value, target);
}
