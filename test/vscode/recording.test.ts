import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HAS_SCREEN, startScreen, type XScreen } from '../screen/xScreen.js';
import { VSIX } from '../setup/vscode.js';
import { openBrowser, openWorkbench, runCommand, screenshot, type Browser } from './support/browser.js';
import { startEditor, type Editor } from './support/editor.js';
import { isPossible } from './tools/setup.mjs';

describe.skipIf(!isPossible || !HAS_SCREEN)('recording a real screen from a real VS Code', () => {
  let x: XScreen;
  let editor: Editor;
  let browser: Browser;

  beforeAll(async () => {
    x = await startScreen();
    await x.open('worksheet', { lines: ['The heron nests at dawn'] });
    editor = await startEditor({ vsix: [VSIX], env: { DISPLAY: x.env.DISPLAY, XDG_SESSION_TYPE: 'x11' } });
    browser = await openBrowser();
    await openWorkbench(browser.page, editor.url());
    await statusBarSays('Search your memory');
  });
  afterAll(async () => {
    await browser.close();
    await editor.close();
    await x.close();
  });

  const statusBarSays = (text: string) =>
    browser.page.locator(`.statusbar-item a[aria-label*="${text}"]`).waitFor({ timeout: 60_000 });
  const ask = async (path: string): Promise<any> => (await (await editor.service())!.fetch(path)).json();

  it('asks once before anything is recorded', async () => {
    const { page } = browser;
    const service = (await editor.service())!;
    expect((await service.fetch('/recording/start', { method: 'POST', body: '{}' })).status).toBe(403);
    await runCommand(page, 'Loci: Start Recording the Screen');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
    expect(await ask('/recording/status')).toMatchObject({ is_recording: false });
    await runCommand(page, 'Loci: Start Recording the Screen');
    await dialog.locator('.monaco-button', { hasText: 'Allow' }).waitFor();
    await screenshot(page, 'consent');
    await dialog.locator('.monaco-button', { hasText: 'Allow' }).click();
    await statusBarSays('Your screen is recorded');
    await screenshot(page, 'recording');
    expect(await ask('/_loci/consent')).toEqual({ capture: true });
  });

  it('pauses and goes on', async () => {
    const { page } = browser;
    await runCommand(page, 'Loci: Pause Recording');
    await statusBarSays('Recording is paused');
    await runCommand(page, 'Loci: Resume Recording');
    await statusBarSays('Your screen is recorded');
  });

  it('goes on when its window closes, and another one can stop it; the video is there', async () => {
    await expect.poll(async () => (await ask('/recording/status')).frame_count, { timeout: 60_000 }).toBeGreaterThan(1);
    await browser.page.goto('about:blank');
    await openWorkbench(browser.page, editor.url());
    await statusBarSays('Your screen is recorded');
    await runCommand(browser.page, 'Loci: Stop Recording');
    await statusBarSays('Search your memory');
    const { videos } = await ask('/video/list');
    // The pause ended the first one.
    expect(videos).toHaveLength(2);
  });
});
