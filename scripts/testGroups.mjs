/**
 * Tiers that run together, the longest first. Two groups run at any time, for two cores: more at once take longer in all, and
 * what waits for a program then waits too long.
 */
export const GROUPS = {
  postgres: ['postgres'],
  inProcess: ['unit', 'surfaces', 'webview'],
  vscode: ['vscode'],
  service: ['service'],
  screen: ['screen', 'media'],
  browser: ['browser'],
};
