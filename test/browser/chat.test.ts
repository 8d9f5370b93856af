import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startChat, type Chat } from '../support/chat.js';
import { barriersInAnyLook, launch, openPanel, picture } from './browser.js';
import { seedMemories } from './seed.js';

const ANSWER = `Deploys go out on **Tuesdays and Thursdays** after the stand-up. To retry one by hand:

\`\`\`sh
loci search "deploy"
./deploy.sh --retry kestrel
\`\`\`

| Day | Time |
| --- | --- |
| Tuesday | 10:15 |
| Thursday | 10:15 |

<script>document.title = 'owned'</script><img src="https://evil.example/pixel.png" onerror="document.title='owned'">
![pixel](https://evil.example/p.png)
<svg onload="document.title='owned'"></svg><iframe src="https://evil.example"></iframe><style>*{display:none}</style>
<form action="https://evil.example"><input name="a"></form><p style="position:fixed">over all</p>

[Runbook](https://example.com/runbook) and [a trap](javascript:document.title='owned') [b](data:text/html,x)
[c](vbscript:x) [d](command:workbench.action.quit)`;

let browser: Browser;
let chat: Chat;
beforeAll(async () => {
  browser = await launch();
});
afterEach(() => chat.close());
afterAll(() => browser.close());

const begin = async (...args: Parameters<typeof startChat>): Promise<void> => {
  chat = await startChat(...args);
  await seedMemories(chat.service);
};
const open = (width = 1200, more: object = {}) =>
  openPanel(browser, chat.service, 'chat', { viewport: { width, height: 760 }, ...more });
const say = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'Your question' }).last().fill(text);
  await page.keyboard.press('Enter');
};
const answers = (page: Page) => page.getByRole('article', { name: 'Loci' });

describe('the Chat page', () => {
  it('answers without a model, says so, and leads to what it used', async () => {
    await begin(null, { modelsDisabled: true });
    const page = await open();
    await page.getByText('Models are turned off').waitFor();
    await picture(page, 'chat-welcome');
    await say(page, 'When do deploys go out?');
    await answers(page).getByText('from memory, without a model').waitFor();
    await page
      .getByRole('listitem')
      .getByRole('button', { name: /Deploys go out/ })
      .click();
    await page.waitForURL(/\/panel\/memories#/);
    await page.getByRole('article', { name: 'Memory' }).getByText('Deploys go out on Tuesdays').waitFor();
    expect(page.complaints).toEqual([]);
    await page.context().close();
  });

  it('shows Markdown as it comes, and nothing in it runs or is fetched', async () => {
    await begin(ANSWER);
    const page = await open(1200, { permissions: ['clipboard-read', 'clipboard-write'] });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await say(page, 'When do deploys go out?');
    const answer = answers(page).last();
    await answer.getByRole('button', { name: 'Ask again' }).waitFor();
    expect(await answer.getByRole('cell', { name: 'Thursday' }).count()).toBe(1);
    const hostile = '.markdown :is(script, img, svg, iframe, style, form, input, [style], [onerror], [onload])';
    expect(await answer.locator(hostile).count()).toBe(0);
    expect(await answer.getByRole('link').allInnerTexts()).toEqual(['Runbook']);
    await answer.getByRole('figure').getByRole('button', { name: 'Copy' }).click();
    await answer.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'loci search "deploy"\n./deploy.sh --retry kestrel',
    );
    expect(await page.title()).toBe('Chat · Loci');
    expect(asked.filter((url) => !url.startsWith(chat.service.url))).toEqual([]);
    expect(page.complaints).toEqual([]);
    await picture(page, 'chat-answer');
    await page.context().close();
  });

  it('stops, asks again, and asks something else in its place', async () => {
    await begin(({ body }) => (JSON.stringify(body).includes('slowly') ? { stall: 'Let me think ' } : 'Quick answer'));
    const page = await open();
    await say(page, 'Answer slowly');
    await page.getByText('Let me think').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Let me think').waitFor({ state: 'detached' });
    await page.getByRole('article', { name: 'You' }).getByRole('button', { name: 'Edit and ask again' }).click();
    await page.getByRole('textbox', { name: 'Your question' }).first().fill('Answer quickly');
    await page.getByRole('log').getByRole('button', { name: 'Send' }).click();
    await answers(page).getByText('Quick answer').waitFor();
    expect(await page.getByRole('article', { name: 'You' }).allInnerTexts()).toEqual([
      expect.stringContaining('Answer quickly'),
    ]);
    await answers(page).getByRole('button', { name: 'Ask again' }).click();
    await answers(page).getByText('Quick answer').waitFor();
    expect(await answers(page).count()).toBe(1);
    await page.context().close();
  });

  it('picks models and characters, and keeps, renames and deletes conversations', async () => {
    await begin('Certainly.', { ollama: { models: [{ name: 'llama3.2:3b' }, { name: 'qwen3:8b' }] as never } });
    const page = await open();
    await page.getByRole('combobox', { name: 'Model' }).selectOption('qwen3:8b');
    await page.getByRole('combobox', { name: 'Character' }).selectOption('creative');
    await say(page, 'Write a line');
    await page.getByRole('article', { name: 'Creative Writer' }).getByText('Certainly.').waitFor();
    expect(await chat.service.core.catalog.current()).toBe('qwen3:8b');
    const list = page.getByRole('navigation', { name: 'Conversations' });
    await list.getByRole('button', { name: 'Rename Write a line' }).click({ force: true });
    await list.getByRole('textbox', { name: 'Name' }).fill('Poetry');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Poetry' }).waitFor();
    await list.getByRole('button', { name: 'Delete Poetry' }).click({ force: true });
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Ask your memory').waitFor();
    expect(page.complaints).toEqual([]);
    await page.context().close();
  });

  it('shows the answer in another window that looks in on it', async () => {
    await begin({ stall: 'Half an answer' });
    const [page, other] = [await open(), await open()];
    await say(page, 'A question for both');
    await page.getByText('Half an answer').waitFor();
    await other
      .getByRole('button', { name: /A question for both/ })
      .first()
      .click();
    await other.getByText('Half an answer').waitFor();
    await other.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Half an answer').waitFor({ state: 'detached' });
    await page.context().close();
    await other.context().close();
  });

  it('has no barriers in any theme, narrow or wide', async () => {
    await begin(ANSWER);
    for (const width of [300, 1200]) {
      const page = await open(width);
      await page.getByText('Ask your memory').waitFor();
      expect(await barriersInAnyLook(page, `chat-welcome-${width}`)).toEqual([]);
      await say(page, 'When do deploys go out?');
      await answers(page).getByRole('button', { name: 'Ask again' }).waitFor();
      expect(await barriersInAnyLook(page, `chat-answer-${width}`)).toEqual([]);
      if (width === 300) {
        await page.getByRole('button', { name: 'Conversations' }).click();
        expect(await barriersInAnyLook(page, `chat-list-${width}`)).toEqual([]);
      }
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.context().close();
    }
  });
});
