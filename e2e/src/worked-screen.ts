import { expect, type Locator, type Page } from '@playwright/test';

/** How large a screen is, in its own points. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Takes keyboard and pointer of the device whose screen the page shows live. @returns what takes keys and clicks there */
export async function takeControl(page: Page): Promise<Locator> {
  const control = page.getByRole('button', { name: 'Control' });
  await expect(control).toBeEnabled();
  await expect(control).not.toHaveAttribute('aria-disabled', 'true');
  await control.click();
  const area = page.getByRole('application', { name: /Keyboard and pointer/ });
  await expect(area).toBeFocused();
  return area;
}

/** Gives them back, with the keys that lead out of it. */
export async function giveControlBack(page: Page, area: Locator): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(area).toHaveCount(0);
}

/** Clicks on the picture where it shows a point of the device's screen. */
export async function clickAt(
  page: Page,
  area: Locator,
  screen: Size,
  at: { readonly x: number; readonly y: number },
): Promise<void> {
  const box = await area.locator('canvas').boundingBox();
  if (box === null) throw new Error('The picture is not shown.');
  // It keeps its shape within its place.
  const scale = Math.min(box.width / screen.width, box.height / screen.height);
  await page.mouse.click(
    box.x + (box.width - screen.width * scale) / 2 + at.x * scale,
    box.y + (box.height - screen.height * scale) / 2 + at.y * scale,
  );
}
