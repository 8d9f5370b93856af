import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VSIX } from '../setup/vscode.js';
import { openBrowser, openWorkbench, runCommand, screenshot, webviewFrame, type Browser } from './support/browser.js';
import { startEditor, type Editor } from './support/editor.js';
import { isPossible } from './tools/setup.mjs';

describe.skipIf(!isPossible)('the extension in a real VS Code', () => {
  let editor: Editor;
  let browser: Browser;

  beforeAll(async () => {
    editor = await startEditor({ vsix: [VSIX] });
    browser = await openBrowser();
    await openWorkbench(browser.page, editor.url());
  });
  afterAll(async () => {
    await browser?.close();
    await editor?.close();
  });

  it('starts the service by itself and says so in the status bar', async () => {
    const { page } = browser;
    await page.locator('.statusbar-item a[aria-label*="Search your memory"]').waitFor();
    await screenshot(page, 'statusBar');
    expect(await editor.service()).not.toBeNull();
  });

  it('draws a panel', async () => {
    const { page } = browser;
    await runCommand(page, 'Loci: Open Chat');
    await webviewFrame(page, 'body[data-panel="chat"] > *');
    await screenshot(page, 'chat');
  });
});
