import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HAS_SCREEN, startScreen, type XScreen } from '../screen/xScreen.js';
import { VSIX } from '../setup/vscode.js';
import { openBrowser, openWorkbench, runCommand, screenshot, webviewFrame, type Browser } from './support/browser.js';
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

  it('plays it in the panel: found by its text, sought, with the words beside it', async () => {
    const { page } = browser;
    await expect
      .poll(async () => (await ask('/api/v1/search?q=heron+nests&kinds=screen')).hits.length, { timeout: 60_000 })
      .toBeGreaterThan(0);
    await runCommand(page, 'Loci: Open Recordings in an Editor Tab');
    const frame = await webviewFrame(page, 'body[data-panel="recordings"] .thumbnail img');
    await frame.getByRole('searchbox', { name: 'Search what was on the screen' }).fill('heron nests');
    await frame.getByRole('list', { name: 'Moments' }).getByRole('button').first().click();
    const detail = frame.getByRole('article', { name: 'Recording' });
    await detail.getByText('The heron nests at dawn').first().waitFor();
    const video = detail.locator('video');
    await expect.poll(() => video.evaluate((element: any) => element.readyState as number)).toBeGreaterThan(1);
    const last = await video.evaluate(async (element: any) => {
      element.currentTime = element.duration / 2;
      await element.play();
      await new Promise((resolve) => (element.onended = resolve));
      return { time: element.currentTime, duration: element.duration, width: element.videoWidth };
    });
    expect(last).toMatchObject({ width: 1280, time: last.duration });
    await screenshot(page, 'player');
    await page.keyboard.press('Control+W');
  });

  it('follows input, and what was done becomes a session that the panel shows', async () => {
    const { page } = browser;
    await runCommand(page, 'Loci: Start Tracking Input');
    await statusBarSays('Your input is followed');
    for (let press = 0; press < 6; press++) x.xdotool('key', 'a');
    x.xdotool('mousemove', '300', '300', 'click', '1');
    await expect.poll(async () => (await ask('/process/tracking/status')).event_count).toBeGreaterThan(5);
    await runCommand(page, 'Loci: Stop Tracking Input');
    await statusBarSays('Search your memory');
    await runCommand(page, 'Loci: Open Recordings');
    await expect.poll(async () => (await ask('/process/sessions')).sessions.length).toBe(1);
    const frame = await webviewFrame(page, 'body[data-panel="recordings"]');
    await frame.getByRole('tab', { name: 'Activity' }).click();
    await frame.locator('.sessions button').first().click();
    await frame.getByRole('article', { name: 'Session' }).getByText('Kinds of work').waitFor();
    await screenshot(page, 'session');
  });
});
