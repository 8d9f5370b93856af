import type { StartOptions } from '../../server/contract/start.js';

/** Settings under this name are the editor's own and no business of the service. */
export const EDITOR_SECTION = 'editor';

/** A setting that the person gave, by its name without `loci.`. */
export type GivenSettings = ReadonlyMap<string, unknown>;

/** `allowedOrigins` -> `LOCI_ALLOWED_ORIGINS`, as the service names its variables. */
export function variableOf(setting: string): string {
  return `LOCI_${setting.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** How the service reads a setting as text; null = it is not set. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value) && value.length === 0) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The environment of a service that this window starts: what the window has, its settings, and its secrets. */
export function serviceEnvironment(
  inherited: NodeJS.ProcessEnv,
  settings: GivenSettings,
  secrets: ReadonlyMap<string, string>,
): StartOptions['env'] {
  const env: NodeJS.ProcessEnv = { ...inherited };
  for (const [name, value] of settings) {
    const text = name.startsWith(`${EDITOR_SECTION}.`) ? null : textOf(value);
    if (text !== null) env[variableOf(name)] = text;
  }
  for (const [variable, secret] of secrets) env[variable] = secret;
  return env;
}
