import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FAKE_MODEL, VSIX } from '../setup/vscode.js';
import {
  openBrowser,
  openFile,
  openWorkbench,
  runCommand,
  runCommandWith,
  screenshot,
  untilReady,
  type Browser,
} from './support/browser.js';
import { startEditor, type Editor } from './support/editor.js';
import { isPossible } from './tools/setup.mjs';

describe.skipIf(!isPossible)('commands in a real VS Code', () => {
  let editor: Editor;
  let browser: Browser;

  beforeAll(async () => {
    editor = await startEditor({
      vsix: [VSIX, FAKE_MODEL],
      settings: { 'workbench.secondarySideBar.defaultVisibility': 'visible' },
      files: { '.vscode/settings.json': JSON.stringify({ 'loci.dataDir': '/nowhere/else', 'loci.user': 'intruder' }) },
    });
    browser = await openBrowser();
    await openWorkbench(browser.page, editor.url());
    await untilReady(browser.page);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await screenshot(browser.page, `failed-${task.name.replaceAll(/\W+/g, '-')}`);
    // What it left open must not be in the way of the others.
    await browser.page.keyboard.press('Escape');
  });
  afterAll(async () => {
    await browser.close();
    await editor.close();
  });

  const status = async (): Promise<any> => (await (await editor.service())!.fetch('/_loci/status')).json();
  const said = (text: string) => browser.page.locator('.statusbar-item', { hasText: text }).waitFor();
  const answer = async (text: string): Promise<void> => {
    const input = browser.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(text);
    await browser.page.keyboard.press('Enter');
  };

  it('start quietly: no message, and activation is quick', async () => {
    const { page } = browser;
    expect(await page.locator('.notification-toast').count()).toBe(0);
    await runCommand(page, 'Developer: Show Running Extensions');
    const row = page
      .locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'loci.loci' })
      .or(page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: /^Loci/ }));
    // The slowest come first, and only what is seen is drawn.
    const list = page.locator('.runtime-extensions-editor .monaco-list');
    await list.locator('.monaco-list-row').first().waitFor();
    await list.hover();
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 300);
        return row.count();
      })
      .toBeGreaterThan(0);
    const text = await row.first().innerText();
    const milliseconds = Number(/(\d+)ms/.exec(text)?.[1]);
    console.log(`activation: ${milliseconds} ms`);
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    await screenshot(page, 'runningExtensions');
    await page.keyboard.press('Escape');
    await page.locator('.runtime-extensions-editor').waitFor({ state: 'hidden' });
  });

  it('add a note, and find it while it is typed', async () => {
    const { page } = browser;
    await runCommand(page, 'Loci: Add Note as Memory...');
    await answer('Our staging database is called heron');
    await said('Remembered');
    await runCommand(page, 'Loci: Search Memory...');
    await page.locator('.quick-input-widget input').first().fill('which staging database');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'heron' }).waitFor();
    await screenshot(page, 'search');
    await page.keyboard.press('Escape');
  });

  it('add the selection of an editor', async () => {
    const { page } = browser;
    await openFile(page, 'readme.txt', 'work');
    await page.keyboard.press('Control+A');
    await runCommand(page, 'Loci: Add Selection as Memory');
    await said('Remembered');
    await expect.poll(async () => (await status()).memories).toBe(2);
  });

  it('show the day', async () => {
    const { page } = browser;
    await runCommand(page, 'Loci: Show Today');
    await expect
      .poll(
        async () => {
          const texts = await Promise.all(
            page.frames().map((frame) =>
              frame
                .locator('body')
                .innerText()
                .catch(() => ''),
            ),
          );
          return texts.some((text) => text.includes('Our staging database is called heron'));
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    await screenshot(page, 'today');
  });

  it('copy the configuration for MCP', async () => {
    await runCommand(browser.page, 'Loci: Copy MCP Configuration');
    await said('MCP configuration copied');
    const copied = JSON.parse(await browser.page.evaluate<string>('navigator.clipboard.readText()'));
    expect(copied.mcpServers.loci.url).toBe(`${(await status()).url}/mcp/mcp/http/user`);
  });

  it('connect an agent after showing the change, and disconnect it', async () => {
    const { page } = browser;
    const file = join(editor.home, '.cursor/mcp.json');
    await runCommandWith(page, 'Loci: Connect an Agent...', 'Cursor');
    await page.locator('.monaco-diff-editor').waitFor();
    await screenshot(page, 'connectAgent');
    expect(existsSync(file)).toBe(false);
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Write' }).click();
    await said('Written to');
    const url = `${(await status()).url}/mcp/cursor/http/user`;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ mcpServers: { loci: { url } } });
    await runCommandWith(page, 'Loci: Disconnect an Agent...', 'Cursor');
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Write' }).click();
    await expect.poll(() => JSON.parse(readFileSync(file, 'utf8')) as unknown).toEqual({ mcpServers: {} });
    expect(existsSync(`${file}.before-loci`)).toBe(true);
  });

  it('answer as @loci in the chat, with the model of the editor', async () => {
    const { page } = browser;
    await runCommand(page, 'Chat: Open Chat');
    const input = page.locator('.interactive-session .chat-input-container .monaco-editor').first();
    await input.waitFor();
    await input.click();
    await page.keyboard.type('@loci what is our staging database called?', { delay: 20 });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    const reply = page.locator('.interactive-item-container', { hasText: 'The fake model heard' });
    await reply.first().waitFor();
    expect(await reply.first().innerText()).toContain('Our staging database is called heron');
    await screenshot(page, 'participant');
  });

  it('share one service with a second window', async () => {
    const second = await browser.newPage();
    await openWorkbench(second, editor.url());
    await expect.poll(async () => (await status()).leases, { timeout: 60_000 }).toBe(2);
    await second.close();
    await browser.page.bringToFront();
  });

  it('restart the service', async () => {
    const { pid } = await status();
    await runCommand(browser.page, 'Loci: Restart Service');
    await expect.poll(async () => (await editor.service())?.pid ?? pid, { timeout: 60_000 }).not.toBe(pid);
    await untilReady(browser.page);
  });

  it('open a panel in the browser, by an address that works once', async () => {
    const { page } = browser;
    await runCommandWith(page, 'Loci: Open a Panel in the Browser...', 'Memories');
    await page.locator('.notification-toast .monaco-button', { hasText: 'Copy the Address' }).click();
    const opened = await browser.newPage();
    const address = await page.evaluate<string>('navigator.clipboard.readText()');
    await opened.goto(address);
    await opened.getByText('Our staging database is called heron').first().waitFor();
    expect((await fetch(address)).ok).toBe(false);
    await opened.close();
    await page.bringToFront();
  });

  it('keep a secret, which every program must send then, and take it away', async () => {
    const { page } = browser;
    const token = 'a token of this test'.replaceAll(' ', '-');
    const setToken = async (value: string): Promise<void> => {
      const { pid } = (await editor.service())!;
      await runCommandWith(page, 'Loci: Set a Secret...', 'LOCI_TOKEN');
      await page.locator('.quick-input-widget', { hasText: 'Kept in the secret storage' }).waitFor();
      await answer(value);
      await expect.poll(async () => (await editor.service())?.pid ?? pid, { timeout: 60_000 }).not.toBe(pid);
      await untilReady(page);
    };
    const stranger = async (): Promise<number> =>
      (await fetch(`${(await editor.service())!.url}/api/v1/search?q=x`)).status;
    await setToken(token);
    expect(await stranger()).toBe(401);
    await runCommand(page, 'Loci: Copy MCP Configuration');
    await said('MCP configuration copied');
    const copied = JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()'));
    expect(copied.mcpServers.loci.headers).toEqual({ 'X-Loci-Token': token });
    await setToken('');
    expect(await stranger()).toBe(200);
  });

  let backup = '';

  it('export everything to a file', async () => {
    const { page } = browser;
    await runCommand(page, 'Loci: Export Memories...');
    const proposed = () => page.locator('.quick-input-widget input').first().inputValue();
    await expect.poll(proposed).toMatch(/\/work\/loci-user-.*\.zip$/);
    await page.keyboard.press('Enter');
    await said('Exported');
    backup = readdirSync(editor.folder).find((name) => name.endsWith('.zip'))!;
    expect(readFileSync(join(editor.folder, backup)).subarray(0, 2).toString()).toBe('PK');
  });

  it('delete all data, after a question', async () => {
    const { page } = browser;
    await runCommand(page, 'Loci: Delete All Data...');
    await page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Delete Everything' }).click();
    await said('Everything was deleted');
    expect((await status()).memories).toBe(0);
  });

  it('import what was exported', async () => {
    await runCommand(browser.page, 'Loci: Import Memories...');
    await browser.page.locator('.quick-input-list .monaco-list-row', { hasText: backup }).click();
    await expect.poll(async () => (await status()).memories, { timeout: 30_000 }).toBe(2);
  });

  it('obey no setting of the folder that is open', async () => {
    expect(await status()).toMatchObject({ dataDir: editor.dataDir });
    expect(existsSync('/nowhere/else')).toBe(false);
  });
});

describe.skipIf(!isPossible)('a folder that is not trusted', () => {
  it('changes nothing: not where data lies, who may call, or which model is asked', async () => {
    const settings = {
      'loci.dataDir': '/nowhere/else',
      'loci.host': '0.0.0.0',
      'loci.port': 1,
      'loci.allowedOrigins': ['*'],
      'loci.ollamaUrl': 'http://203.0.113.9:11434',
      'loci.editor.offerModels': true,
    };
    const files = { '.vscode/settings.json': JSON.stringify(settings) };
    const editor = await startEditor({ vsix: [VSIX], files, asksForTrust: true });
    const browser = await openBrowser();
    try {
      await openWorkbench(browser.page, editor.url());
      await expect.poll(() => editor.service(), { timeout: 60_000 }).not.toBeNull();
      await screenshot(browser.page, 'untrusted');
      const service = (await editor.service())!;
      expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
      const foreign = await fetch(`${service.url}/api/v1/search?q=x`, { headers: { Origin: 'https://evil.example' } });
      expect(foreign.status).toBe(403);
      const catalog = (await (await fetch(`${service.url}/models/catalog`)).json()) as { base_url: string };
      expect(catalog.base_url).toBe('http://127.0.0.1:11434');
    } finally {
      await browser.close();
      await editor.close();
    }
  });
});
