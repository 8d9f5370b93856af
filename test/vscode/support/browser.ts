import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Frame, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../../support/eventually.js';

export interface Browser {
  page: Page;
  /** A second window of the same person. */
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

/** Debian's browser, with a profile of its own. */
export async function openBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'loci-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    headless: true,
    viewport: { width: 1400, height: 950 },
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
  context.setDefaultTimeout(30_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return {
    page: context.pages()[0] ?? (await context.newPage()),
    newPage: () => context.newPage(),
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

export async function openWorkbench(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('.monaco-workbench');
  await page.locator('.statusbar-item', { hasText: 'Loci' }).first().waitFor();
}

/** The service answers, and nothing is recorded. */
export async function untilReady(page: Page): Promise<void> {
  await page.locator('.statusbar-item a[aria-label*="Search your memory"]').waitFor({ timeout: 60_000 });
}

const INPUT = '.quick-input-widget input';
const ROW = '.quick-input-list .monaco-list-row';
const ATTEMPTS = 4;
const ATTEMPT = { timeout: 7000 };

/** Chooses a command in the palette by its title. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await insist(page, async () => {
    await page.keyboard.press('F1');
    await page.locator(INPUT).first().fill(`>${title}`, ATTEMPT);
    // The editor's own order is by similarity and use: what is meant need not be first, nor be all that has its words.
    await page.locator(`${ROW}[aria-label="${title}"], ${ROW}[aria-label^="${title},"]`).first().click(ATTEMPT);
  });
  // What the command asks comes in the same place: it must not be taken for the palette.
  const input = page.locator(INPUT).first();
  await eventually(async () => {
    expect((await input.isVisible()) && (await input.inputValue()).startsWith('>')).toBe(false);
  });
}

async function pick(page: Page, row: string): Promise<void> {
  await page.locator(INPUT).first().fill(row, ATTEMPT);
  await page.locator(ROW, { hasText: row }).first().click(ATTEMPT);
}

/** Chooses a command, and a row of what it lets one choose from. */
export function runCommandWith(page: Page, title: string, row: string): Promise<void> {
  return insist(page, async () => {
    await runCommand(page, title);
    await pick(page, row);
  });
}

/**
 * A page in the editor keeps the keys to itself while it has the focus, and whatever takes the focus (a dialog that ends,
 * a view that comes up) closes what one was choosing from: then it is done once more, from the status bar.
 */
async function insist(page: Page, choose: () => Promise<void>): Promise<void> {
  for (let nth = 1; nth < ATTEMPTS; nth++) {
    try {
      await choose();
      return;
    } catch {
      await page.locator('.part.statusbar').click({ position: { x: 500, y: 10 } });
    }
  }
  await choose();
}

/** Opens a file of the folder in an editor, which then has the focus. */
export async function openFile(page: Page, name: string, content: string): Promise<void> {
  await insist(page, async () => {
    await page.keyboard.press('Control+P');
    await pick(page, name);
  });
  await page.locator('.view-line', { hasText: content }).first().waitFor();
}

/** The innermost frame of a webview in which something fits the selector. */
export async function webviewFrame(page: Page, selector: string): Promise<Frame> {
  for (let attempt = 0; attempt < 300; attempt++) {
    for (const frame of page.frames()) {
      const isContent = frame.url().includes('/webview/browser/pre/fake.html');
      if (
        isContent &&
        (await frame
          .locator(selector)
          .count()
          .catch(() => 0)) > 0
      )
        return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`No webview has ${selector}`);
}

/** Kept as an artefact. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync('artefacts/vscode', { recursive: true });
  await page.screenshot({ path: join('artefacts/vscode', `${name}.png`) });
}
