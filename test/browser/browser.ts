import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { PanelName } from '../../server/contract/panelWire.js';
import { SERVICE_TOKEN, type TestService } from '../support/service.js';

const CHROMIUM = '/usr/bin/chromium';
const PICTURES = resolve('artefacts/panels');

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
}

/** A panel as a person opens it: by a link that works once. What the page complains about fails the test that asks for it. */
export async function openPanel(
  browser: Browser,
  service: TestService,
  panel: PanelName,
  options: BrowserContextOptions = {},
): Promise<Page & { complaints: string[] }> {
  const response = await service.fetch('/_loci/panel/code', {
    method: 'POST',
    headers: { 'X-Loci-Token': SERVICE_TOKEN, 'Content-Type': 'application/json' },
    body: JSON.stringify({ panel }),
  });
  const { path } = (await response.json()) as { path: string };
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${service.url}${path}`);
  return Object.assign(page, { complaints });
}

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
/** Those of the rules that look at colours. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** What is wrong with the page for people with screen readers, keyboards or weak sight, as far as these rules tell. */
export async function barriers(page: Page, rules = STANDARDS): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate<Pick<axe.AxeResults, 'violations'>>(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] })`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: resolve(PICTURES, `${name}.png`) });
}

const LOOKS = ['dark', 'contrast-light', 'contrast-dark', 'light'] as const;
type Look = (typeof LOOKS)[number];

/** Shows the page in a theme. */
async function wear(page: Page, look: Look): Promise<void> {
  await page.emulateMedia({
    colorScheme: look.endsWith('dark') ? 'dark' : 'light',
    contrast: look.startsWith('contrast') ? 'more' : 'no-preference',
  });
}

/** What is wrong with the page for people, in any theme; the picture of each is kept. Themes differ in nothing but colours. */
export async function barriersInAnyLook(page: Page, name: string): Promise<string[]> {
  const found = await barriers(page);
  for (const look of LOOKS) {
    await wear(page, look);
    found.push(...(await barriers(page, OF_COLOURS)).map((barrier) => `${look}: ${barrier}`));
    await picture(page, `${name}-${look}`);
  }
  return found;
}
