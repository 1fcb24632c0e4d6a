import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import { z } from 'zod';

/** Waits until a page stands still: its heading is there, nothing loads, the fonts have come. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading').first()).toBeVisible();
  // What is still loading would be put in place of what is looked at.
  await expect(page.getByRole('status', { name: /^(?:Loading|Opening)/ })).toHaveCount(0);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

/** axe itself, in its short form: of the long one a page reads twice as much. */
const AXE = readFileSync(
  createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve(
    'axe-core/axe.min.js',
  ),
  'utf8',
);
const COLOURS = ['color-contrast', 'link-in-text-block'];

const WRONG_ALONE = { resultTypes: ['violations' as const] };
const Findings = z.object({
  violations: z.array(
    z.object({ id: z.string(), nodes: z.array(z.object({ target: z.array(z.unknown()) })) }),
  ),
});

/** A line for each kind of finding. */
function linesOf(result: unknown): string[] {
  return Findings.parse(result).violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
  );
}

/**
 * What axe finds on a page as it stands, a line for each kind of finding; empty when nothing. axe runs where the page is,
 * instead of opening another one to write its report in, and reports what is wrong alone: a third of the work. It is
 * brought into the page once, which its own wrapper for Playwright does twice. Frames of another origin would not be
 * looked into; the console has none.
 * @param within a selector; without it the whole page
 */
export async function axeFindsNow(page: Page, within?: string): Promise<string[]> {
  await page.evaluate(AXE);
  const where = within === undefined ? 'document' : JSON.stringify(within);
  return linesOf(await page.evaluate(`axe.run(${where}, ${JSON.stringify(WRONG_ALONE)})`));
}

/** What axe finds in both themes, a line for each kind of finding; empty when nothing. */
export async function axeFinds(page: Page, what: string): Promise<string[]> {
  await inTheme(page, 'light');
  const light = await axeFindsNow(page);
  // A theme is colours and nothing else: what is not about them was found in the first, which brought axe into the page.
  await inTheme(page, 'dark');
  const options = JSON.stringify({ ...WRONG_ALONE, runOnly: { type: 'rule', values: COLOURS } });
  const dark = linesOf(await page.evaluate(`axe.run(document, ${options})`));
  return [...light.map((line) => `${what}, light: ${line}`), ...dark.map((line) => `${what}, dark: ${line}`)];
}

/** Shows the page in a theme, and waits until no colour is on its way any more. */
async function inTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((each) => each.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** By how many pixels the page is wider than the window: then it has to be scrolled sideways. */
export async function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
