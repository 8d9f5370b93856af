/**
 * Tiers side by side. What works in the tests' own process keeps a core busy; what works with real programs mostly waits
 * for them.
 */
export const LANES = {
  inProcess: ['unit', 'surfaces', 'postgres', 'webview'],
  editor: ['vscode', 'browser'],
  programs: ['screen', 'service', 'media'],
};
