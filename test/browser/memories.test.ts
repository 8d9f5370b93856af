import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../support/service.js';
import { barriersInAnyLook, launch, openPanel, picture } from './browser.js';
import { seedMemories } from './seed.js';

let browser: Browser;
let service: TestService;
let ids: Record<string, string>;
beforeAll(async () => {
  [browser, service] = await Promise.all([launch(), startService({ modelsDisabled: true })]);
  ids = await seedMemories(service);
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

const open = (width = 1200, more: object = {}) =>
  openPanel(browser, service, 'memories', { viewport: { width, height: 760 }, ...more });

describe('the Memories page', () => {
  it('finds while one types, opens what is chosen by keyboard, and shows its chain and readers', async () => {
    const page = await open();
    await page.getByRole('searchbox').fill('API limit');
    const first = page.getByRole('option').first();
    await first.getByText('300 requests').waitFor();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('Enter');
    const detail = page.getByRole('article', { name: 'Memory' });
    await detail.getByText('The API limit is 60 requests').waitFor();
    expect(await detail.getByText('Replaced').count()).toBe(2);
    expect(await detail.getByText('rate limit').count()).toBe(1);
    expect(page.complaints).toEqual([]);
    await picture(page, 'memories-wide-light');
    await page.context().close();
  });

  it('adds, edits, deletes and takes back', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Add a memory' }).click();
    await page.getByRole('textbox', { name: 'Text' }).fill('The door code changes on Monday');
    await page.getByRole('button', { name: 'Save' }).click();
    const detail = page.getByRole('article', { name: 'Memory' });
    await detail.getByText('The door code changes on Monday').waitFor();
    await detail.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Text' }).fill('The door code changes on Friday');
    await page.getByRole('button', { name: 'Save' }).click();
    await detail.getByText('The door code changes on Friday').waitFor();
    await detail.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('option', { name: 'door code' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('option', { name: 'door code' }).waitFor();
    expect(page.complaints).toEqual([]);
    await page.context().close();
  });

  it('shows what others add, without being asked', async () => {
    const page = await open();
    await page.getByRole('option').first().waitFor();
    await service.call('POST', '/api/v1/memories/', {
      user_id: 'user',
      text: 'Told meanwhile by an agent',
      infer: false,
    });
    await page.getByText('Told meanwhile by an agent').waitFor();
    await page.context().close();
  });

  it('narrows by state and app, and pauses an app', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.getByRole('checkbox', { name: 'Paused' }).check();
    await page.getByText('1 memory').waitFor();
    expect(await page.getByRole('option').allInnerTexts()).toEqual([
      expect.stringContaining('My favourite editor theme'),
    ]);
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Apps' }).click();
    await page.getByRole('switch', { name: 'cursor may add memories' }).click();
    await page.getByRole('switch', { name: 'cursor may add memories', checked: false }).waitFor();
    expect((await service.core.apps.named(null, 'cursor'))[0]?.isActive).toBe(false);
    await service.core.apps.setActive((await service.core.apps.named(null, 'cursor'))[0]!.id, true);
    await page.context().close();
  });

  it('opens what another panel points at', async () => {
    const page = await open();
    await page.goto(`${service.url}/panel/memories#${ids['limit']}`);
    await page.getByRole('article', { name: 'Memory' }).getByText('In force').waitFor();
    await page.context().close();
  });

  it('speaks Chinese to those who do', async () => {
    const page = await open(1200, { locale: 'zh-CN' });
    await page.getByRole('searchbox', { name: '搜索记忆' }).waitFor();
    await page.getByRole('tab', { name: '统计' }).click();
    await page.getByText('每日新增').first().waitFor();
    await picture(page, 'memories-chinese');
    await page.context().close();
  });

  it('has no barriers in any theme, narrow or wide, on any tab', async () => {
    for (const width of [300, 1200]) {
      const page = await open(width);
      await page.getByRole('option').first().waitFor();
      expect(await barriersInAnyLook(page, `memories-list-${width}`)).toEqual([]);
      await page.getByRole('searchbox').fill('API limit');
      await page.getByRole('option').first().getByText('300').click();
      await page.getByRole('article', { name: 'Memory' }).getByText('Read by').waitFor();
      expect(await barriersInAnyLook(page, `memories-detail-${width}`)).toEqual([]);
      if (width === 300) await page.getByRole('button', { name: 'Back' }).click();
      await page.getByRole('button', { name: 'Filter' }).click();
      expect(await barriersInAnyLook(page, `memories-filter-${width}`)).toEqual([]);
      for (const [tab, shown] of [
        ['Apps', 'claude'],
        ['Statistics', 'Added by day'],
      ] as const) {
        await page.getByRole('tab', { name: tab }).click();
        await page.getByText(shown).first().waitFor();
        expect(await barriersInAnyLook(page, `memories-${tab.toLowerCase()}-${width}`)).toEqual([]);
      }
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(page.complaints).toEqual([]);
      await page.context().close();
    }
  });
});
