import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PANELS } from '../../server/contract/panelWire.js';
import { TOLD } from '../browser/seed.js';
import { FIXTURE_VSIX, VSIX } from '../setup/vscode.js';
import {
  openBrowser,
  openFile,
  openWorkbench,
  runCommand,
  screenshot,
  untilReady,
  webviewFrame,
  type Browser,
} from './support/browser.js';
import { startEditor, type Editor } from './support/editor.js';
import { isPossible } from './tools/setup.mjs';

const TITLES = { chat: 'Open Chat', recordings: 'Open Recordings', memories: 'Open Memories' };
const THEMES = { 'vscode-light': 'Light+', 'vscode-dark': 'Dark+', 'vscode-high-contrast': 'Dark High Contrast' };

describe.skipIf(!isPossible)('the panels in a real VS Code', () => {
  let editor: Editor;
  let browser: Browser;

  beforeAll(async () => {
    editor = await startEditor({ vsix: [VSIX] });
    browser = await openBrowser();
    await openWorkbench(browser.page, editor.url());
    await untilReady(browser.page);
    await remember();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await screenshot(browser.page, `failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });
  afterAll(async () => {
    await browser.close();
    await editor.close();
  });

  /** What some agents have told. */
  const remember = async (): Promise<void> => {
    const service = (await editor.service())!;
    for (const [app, text] of TOLD) {
      const body = JSON.stringify({ user_id: 'user', app, text, infer: false });
      const answer = await service.fetch('/openmemory/api/v1/memories/', { method: 'POST', body });
      expect(answer.status).toBe(200);
    }
  };

  it('work side by side: a memory in a tab, and a question beside it', async () => {
    const { page } = browser;
    await runCommand(page, 'Loci: Open Memories in an Editor Tab');
    const memories = await webviewFrame(
      page,
      'body[data-panel="memories"] .toolbar, body[data-panel="memories"] .split',
    );
    await memories.getByText('The staging server is called Kestrel').first().click();
    await memories.getByRole('article').getByText('History').first().waitFor();
    await runCommand(page, 'Loci: Open Chat');
    const chat = await webviewFrame(page, 'body[data-panel="chat"] textarea');
    await chat.locator('textarea').fill('What is our staging server called?');
    await chat.locator('textarea').press('Enter');
    await chat.getByText('Kestrel').first().waitFor();
    await screenshot(page, 'editor');
  });

  it('are there again after a reload: a tab is filled by a new page', async () => {
    const { page } = browser;
    const tab = page.locator('.tab', { hasText: 'Loci: Memories' });
    // The editor keeps what is open every few seconds, and later where it is busy.
    for (const keepMs of [8_000, 20_000, 40_000]) {
      if (!(await tab.isVisible())) await runCommand(page, 'Loci: Open Memories in an Editor Tab');
      await tab.waitFor();
      await page.waitForTimeout(keepMs);
      await page.reload();
      await untilReady(page);
      if (await tab.isVisible()) break;
    }
    await webviewFrame(page, 'body[data-panel="memories"] .toolbar, body[data-panel="memories"] .split');
    await tab.waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it.each(PANELS)('draw %s', async (panel) => {
    await runCommand(browser.page, `Loci: ${TITLES[panel]}`);
    const frame = await webviewFrame(browser.page, `body[data-panel="${panel}"][data-host="vscode"] > :not(script)`);
    expect(await frame.locator('body').innerText()).not.toBe('');
    await screenshot(browser.page, panel);
  });

  it('take the colours of the theme', async () => {
    const { page } = browser;
    const backgrounds = new Set<unknown>();
    for (const [kind, theme] of Object.entries(THEMES)) {
      await runCommand(page, 'Preferences: Color Theme');
      await page.locator('.quick-input-widget input').first().fill(theme);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: theme }).first().waitFor();
      await page.keyboard.press('Enter');
      const frame = await webviewFrame(page, `body.${kind}[data-panel]`);
      backgrounds.add(
        await frame.evaluate("getComputedStyle(document.body).getPropertyValue('--vscode-sideBar-background')"),
      );
      await screenshot(page, `theme-${kind}`);
    }
    expect(backgrounds.size).toBe(3);
  });
});

describe.skipIf(!isPossible)('a page in a panel', () => {
  let editor: Editor;
  let browser: Browser;

  /** Runs in the page of our own that stands for the panels here. */
  const ask = async (method: string, params: object = {}): Promise<any> => {
    const frame = await webviewFrame(browser.page, '#panel:has-text("panel chat")');
    return frame.evaluate(([name, given]) => (globalThis as any).ask(name, given), [method, params] as const);
  };

  beforeAll(async () => {
    editor = await startEditor({ vsix: [FIXTURE_VSIX], files: { 'notes.txt': 'first line\n' } });
    browser = await openBrowser();
    await openWorkbench(browser.page, editor.url());
    await runCommand(browser.page, 'Loci: Open Chat');
    await webviewFrame(browser.page, '#host');
    await untilReady(browser.page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await screenshot(browser.page, `failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });
  afterAll(async () => {
    await browser.close();
    await editor.close();
  });

  it('is told who shows it, and where it reaches the service', async () => {
    const { url } = (await editor.service())!;
    expect(await ask('host.describe')).toEqual({
      ok: true,
      data: { host: 'vscode', locale: 'en', serviceUrl: url, canInsert: false },
    });
  });

  it('inserts text at the cursor of the editor, and copies', async () => {
    const { page } = browser;
    expect(await ask('host.insert', { text: 'nowhere' })).toMatchObject({ data: { inserted: false } });
    await openFile(page, 'notes.txt', 'first line');
    expect(await ask('host.insert', { text: 'inserted ' })).toEqual({ ok: true, data: { inserted: true } });
    await page.locator('.view-line', { hasText: 'inserted' }).waitFor();
    expect(await ask('host.copy', { text: 'copied' })).toEqual({ ok: true, data: {} });
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('copied');
  });

  it('reaches the service through the window only', async () => {
    const answer = await ask('nothing.of.this.name');
    expect(answer).toMatchObject({ ok: false, error: { message: expect.any(String) } });
    const frame = await webviewFrame(browser.page, '#panel');
    const { url } = (await editor.service())!;
    expect(
      await frame.evaluate(
        (there) =>
          fetch(there).then(
            () => 'reached',
            () => 'blocked',
          ),
        url,
      ),
    ).toBe('blocked');
    const blocked = await frame.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script);
      globalThis.ran === undefined;
    }`);
    expect(blocked).toBe(true);
  });

  it('runs commands of Loci and none of others', async () => {
    const target = { panel: 'chat', id: 'x', at: null };
    expect(await ask('host.run', { command: 'loci.reveal', args: [target] })).toEqual({ ok: true, data: {} });
    const frame = await webviewFrame(browser.page, '#panel');
    const told = () =>
      frame.evaluate(() => (globalThis as any).events.filter((event: any) => event.name === 'host.reveal'));
    await expect.poll(told).toEqual([{ kind: 'event', name: 'host.reveal', data: target }]);
    expect(await ask('host.run', { command: 'workbench.action.closeAllEditors', args: [] })).toMatchObject({
      ok: false,
    });
  });

  it('is told when the service goes, and when it is back', async () => {
    const frame = await webviewFrame(browser.page, '#panel');
    const { pid } = (await editor.service())!;
    await frame.evaluate(() => ((globalThis as any).events.length = 0));
    process.kill(pid, 'SIGKILL');
    const states = () =>
      frame.evaluate(() =>
        (globalThis as any).events
          .filter((event: any) => event.name === 'host.connection')
          .map((event: any) => event.data.state),
      );
    await expect.poll(states, { timeout: 30_000 }).toEqual(['connecting', 'ready']);
    expect((await editor.service())!.pid).not.toBe(pid);
    expect(await browser.page.locator('.notification-toast').count()).toBe(0);
  });
});
