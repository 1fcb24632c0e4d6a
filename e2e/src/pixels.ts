import type { Locator, Page } from '@playwright/test';

/** Mean brightness, 0 to 255, of a part of a picture; the part is given in shares of its width and height. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What a reader of the watermark looks at. */
export const TOP_RIGHT: Part = Object.freeze({ left: 0.85, top: 0.01, width: 0.14, height: 0.06 });
export const BOTTOM_LEFT: Part = Object.freeze({ left: 0.01, top: 0.85, width: 0.14, height: 0.06 });

/** Draws an image of the page on a canvas and looks at its pixels, so that a broken picture cannot pass. */
export async function brightness(image: Locator, part: Part): Promise<number> {
  return image.evaluate((element, { left, top, width, height }) => {
    if (!(element instanceof HTMLImageElement)) throw new Error('not an image');
    const canvas = document.createElement('canvas');
    canvas.width = element.naturalWidth;
    canvas.height = element.naturalHeight;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.drawImage(element, 0, 0);
    const { data } = context.getImageData(
      Math.round(left * canvas.width),
      Math.round(top * canvas.height),
      Math.max(1, Math.round(width * canvas.width)),
      Math.max(1, Math.round(height * canvas.height)),
    );
    let sum = 0;
    for (let index = 0; index < data.length; index += 4)
      sum += ((data[index] ?? 0) + (data[index + 1] ?? 0) + (data[index + 2] ?? 0)) / 3;
    return sum / (data.length / 4);
  }, part);
}

/** The same of what a browser shows now. */
export async function brightnessOfScreen(shown: Page, reader: Page, part: Part): Promise<number> {
  const bytes = await shown.screenshot({ type: 'png' });
  const source = `data:image/png;base64,${bytes.toString('base64')}`;
  await reader.setContent(`<img alt="screen" src="${source}">`);
  const image = reader.getByAltText('screen');
  await image.evaluate((element) => (element instanceof HTMLImageElement ? element.decode() : undefined));
  return brightness(image, part);
}
