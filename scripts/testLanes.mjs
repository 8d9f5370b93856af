/** Tiers side by side, for two cores: what mostly computes, and what mostly waits for windows. */
export const LANES = {
  tests: ['unit', 'surfaces', 'postgres', 'media', 'service', 'webview', 'browser'],
  windows: ['vscode', 'screen'],
};
