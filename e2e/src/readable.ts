import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { tooWide } from './axe.ts';

/**
 * That a page of the extension is for everybody: nothing that axe finds in either theme, and nothing to scroll sideways at
 * 400 % zoom of a screen of 1280 pixels.
 */
export async function readable(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 256 });
  expect(await tooWide(page)).toBeLessThanOrEqual(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // Pages of an extension cannot be looked at from another page.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(' '))])).toEqual([]);
  }
  if (before !== null) await page.setViewportSize(before);
}
