import { describeVariables, readConfig, UsageError, type ServiceConfig } from '../../config.js';
import type { Context } from '../context.js';
import { fail, ok, type Finding } from './finding.js';

/** The configuration that a start would have now; its errors and notices are findings. */
export function checkSettings({ env, dataDir }: Context): { config: ServiceConfig | null; findings: Finding[] } {
  try {
    const config = readConfig({ 'data-dir': dataDir }, env);
    return { config, findings: [...config.notices, ...describeVariables(env)].map(ok) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { config: null, findings: [fail(error.message, 'Correct it; loci help serve lists the settings')] };
  }
}
