/** Tiers side by side, for two cores: what works in the tests' own process, and what works with real programs. */
export const LANES = {
  inProcess: ['unit', 'surfaces', 'postgres', 'webview'],
  real: ['vscode', 'screen', 'service', 'media', 'browser'],
};
