import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HAS_SCREEN, startScreen, type XScreen } from '../screen/xScreen.js';
import { startService, type TestService } from '../support/service.js';
import { barriers, barriersInAnyLook, launch, openPanel, picture } from './browser.js';

let browser: Browser;
let service: TestService;
let x: XScreen;
beforeAll(async () => {
  [browser, x] = await Promise.all([launch(), startScreen('1280x800')]);
  service = await startService({ modelsDisabled: true, screenEnv: x.env });
  await seedSessions();
});
afterAll(async () => {
  await browser.close();
  await service.close();
  await x.close();
});

/** A morning in three programs, as the tracker tells it. */
async function seedSessions(): Promise<void> {
  const apps = ['Code', 'Firefox', 'Code', 'Slack', 'Code', 'Terminal', 'Code', 'Firefox', 'Slack'];
  const scope = await service.core.identity.ensureScope('user', 'memscreen');
  const minute = (at: number) => `2026-03-09 10:${String(at).padStart(2, '0')}:00`;
  for (const start of [0, 20]) {
    const events = apps.flatMap((app, index) =>
      [0, 1, 2].map((part) => ({
        time: minute(start + index * 2 + Math.floor(part / 2)),
        type: part === 0 ? 'click' : 'keypress',
        text: part === 0 ? 'mouse: press (left)' : part === 1 ? 'keyboard: press (Enter)' : 'keyboard: press (Ctrl+S)',
        app,
        window: `${app} window`,
      })),
    );
    await service.core.activity.save(scope, events, minute(start), minute(start + 17));
  }
}

const open = (width = 1200) => openPanel(browser, service, 'recordings', { viewport: { width, height: 760 } });

describe.runIf(HAS_SCREEN)('the Recordings page', () => {
  it('asks first, records a real screen with a live picture, and stops', async () => {
    const page = await open();
    await page.getByText('Nothing is recorded until you allow it').waitFor();
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'recordings-consent');
    await page.getByRole('button', { name: 'Allow recording' }).click();
    await page.getByRole('button', { name: 'Record the screen' }).click();
    await page.getByRole('radio', { name: 'A part of it' }).check();
    const map = (await page.getByRole('img', { name: /The screens/ }).boundingBox())!;
    await page.mouse.move(map.x + map.width * 0.25, map.y + map.height * 0.25);
    await page.mouse.down();
    await page.mouse.move(map.x + map.width * 0.75, map.y + map.height * 0.75);
    await page.mouse.up();
    expect(Math.abs(Number(await page.getByRole('spinbutton', { name: 'Width' }).inputValue()) - 640)).toBeLessThan(40);
    expect(await barriers(page)).toEqual([]);
    await picture(page, 'recordings-region');
    await page.getByRole('radio', { name: 'The whole desktop' }).check();
    await page.getByRole('combobox', { name: 'A picture every' }).selectOption('0.5');
    await x.open('Deploy notes', {
      lines: ['The Kestrel deployment moves to Friday', 'Ask Ingrid about the certificates'],
    });
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await page.getByRole('img', { name: 'The screen as it is being recorded' }).waitFor();
    await expect
      .poll(async () => (await service.core.screenTexts.list(await scope(), all)).total, { timeout: 40_000 })
      .toBeGreaterThan(0);
    await picture(page, 'recordings-live');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Stop recording' }).click();
    await page.getByRole('button', { name: 'Record the screen' }).waitFor();
    await page.locator('.thumbnail img').first().waitFor();
    expect(page.complaints).toEqual([]);
    await page.context().close();
  });

  it('finds what was on the screen, plays that moment, and searches beside it', async () => {
    const page = await open();
    await page.getByRole('searchbox', { name: 'Search what was on the screen' }).fill('Kestrel deployment');
    await page.getByRole('list', { name: 'Moments' }).getByRole('button').first().click();
    const detail = page.getByRole('article', { name: 'Recording' });
    const video = detail.locator('video');
    await expect.poll(() => video.evaluate((element: any) => element.readyState as number)).toBeGreaterThan(1);
    expect(await video.evaluate((element: any) => element.videoWidth as number)).toBe(1280);
    await detail.getByRole('searchbox', { name: 'Search in this recording' }).fill('certificates');
    await detail.locator('mark').first().waitFor();
    await picture(page, 'recordings-player');
    await detail.getByText('Ingrid').first().click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      detail.getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.mp4$/);
    expect(page.complaints).toEqual([]);
    await page.context().close();
  });

  it('plays a moment that another panel points at', async () => {
    const [text] = (await service.core.screenTexts.list(await scope(), all)).items;
    const page = await open();
    await page.goto(`${service.url}/panel/recordings#${text!.id}@${text!.at}`);
    await page.getByRole('article', { name: 'Recording' }).locator('video').waitFor();
    await page.context().close();
  });

  it('analyses what was done', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Activity' }).click();
    await page.getByRole('button', { name: /10:20/ }).click();
    const detail = page.getByRole('article', { name: 'Session' });
    await detail.getByText('Kinds of work').waitFor();
    expect(await detail.locator('.process-map circle').count()).toBe(4);
    await picture(page, 'recordings-activity');
    expect(page.complaints).toEqual([]);
    await page.context().close();
  });

  it('has no barriers in any theme, narrow or wide', async () => {
    for (const width of [300, 1200]) {
      const page = await open(width);
      await page.locator('.thumbnail img').first().waitFor();
      expect(await barriersInAnyLook(page, `recordings-timeline-${width}`)).toEqual([]);
      await page.locator('.tile').first().click();
      await page.getByRole('article', { name: 'Recording' }).getByText('Kestrel').first().waitFor();
      expect(await barriersInAnyLook(page, `recordings-player-${width}`)).toEqual([]);
      await page.getByRole('tab', { name: 'Activity' }).click();
      await page.getByRole('button', { name: /10:00/ }).click();
      await page.getByRole('article', { name: 'Session' }).getByText('Process map').waitFor();
      expect(await barriersInAnyLook(page, `recordings-activity-${width}`)).toEqual([]);
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(page.complaints).toEqual([]);
      await page.context().close();
    }
  });

  it('deletes for good', async () => {
    const page = await open();
    const before = (await service.core.library.page(await scope(), { offset: 0, limit: 10 })).total;
    await page.locator('.tile').first().click();
    await page.getByRole('article', { name: 'Recording' }).getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('article', { name: 'Recording' }).waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await service.core.library.page(await scope(), { offset: 0, limit: 10 })).total)
      .toBe(before - 1);
    await page.context().close();
  });
});

const all = { order: 'oldest', offset: 0, limit: 100 } as const;
const scope = () => service.core.identity.ensureScope('user', 'memscreen');
