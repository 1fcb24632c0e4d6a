import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Waits until a page stands still: its heading is there, nothing loads, the fonts have come. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading').first()).toBeVisible();
  // What is still loading would be put in place of what is looked at.
  await expect(page.getByRole('status', { name: /^(?:Loading|Opening)/ })).toHaveCount(0);
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready);
}

const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds in both themes, a line for each kind of finding; empty when nothing. */
export async function axeFinds(page: Page, what: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const builder = new AxeBuilder({ page });
    // A theme is colours and nothing else: what is not about them was found in the first.
    const { violations } = await (colorScheme === 'light' ? builder : builder.withRules(COLOURS)).analyze();
    for (const { id, nodes } of violations)
      found.push(
        `${what}, ${colorScheme}: ${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`,
      );
  }
  return found;
}

/** By how many pixels the page is wider than the window: then it has to be scrolled sideways. */
export async function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
