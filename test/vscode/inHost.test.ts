import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAKE_MODEL, UNPACKED } from '../setup/vscode.js';
import { openBrowser, type Browser } from './support/browser.js';
import { startEditor, type Editor } from './support/editor.js';
import { isPossible } from './tools/setup.mjs';

describe.skipIf(!isPossible)('inside the extension host', () => {
  let editor: Editor;
  let browser: Browser;
  let results: { name: string; error: string | null }[] = [];

  beforeAll(async () => {
    const resultsFile = resolve('dist/test/inHost.json');
    editor = await startEditor({ vsix: [FAKE_MODEL], runsTests: true, env: { LOCI_TEST_RESULTS: resultsFile } });
    browser = await openBrowser();
    const { page } = browser;
    const log: string[] = [];
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
      log.push(`${type} ${args.join(' ')}`),
    );
    const ended = new Promise<number>((done) => void page.exposeFunction('codeAutomationExit', done));
    const there = (path: string): string => `vscode-remote://127.0.0.1:${editor.port}${path}`;
    const payload = [
      ['extensionDevelopmentPath', there(UNPACKED)],
      ['extensionTestsPath', there(join(resolve('test/vscode/inHost'), 'index.cjs'))],
    ];
    await page.goto(editor.url(`&payload=${encodeURIComponent(JSON.stringify(payload))}`));
    expect(await ended, log.slice(-40).join('\n')).toBe(0);
    results = JSON.parse(readFileSync(resultsFile, 'utf8')) as typeof results;
  });
  afterAll(async () => {
    await browser.close();
    await editor.close();
  });

  it.each([
    'registers every command of its manifest',
    'remembers and finds through the tools of language models',
    'forgets for good through the tool',
    'refuses tool input that does not fit',
    'gives agents its MCP tools without configuration',
    "lends the editor's models once the person allows it",
    'keeps secrets out of settings',
  ])('it %s', (name) => {
    expect(results.find((result) => result.name === name)).toEqual({ name, error: null });
  });
});
