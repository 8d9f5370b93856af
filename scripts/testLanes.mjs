/**
 * Tiers side by side, for two cores: what works in the tests' own process, and what works with real programs. More at once
 * take longer in all, and what waits for a program then waits too long.
 */
export const LANES = {
  inProcess: ['unit', 'surfaces', 'postgres', 'webview'],
  programs: ['vscode', 'screen', 'service', 'media', 'browser'],
};
