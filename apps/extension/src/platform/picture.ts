/** A picture as it was drawn at some width. */
export interface DrawnPicture {
  readonly width: number;
  readonly height: number;
  /** Its points row by row, four bytes each. */
  readonly points: Uint32Array;
  jpeg(quality: number): Promise<Uint8Array>;
}

async function draw(picture: Blob, maxWidth: number): Promise<{ canvas: OffscreenCanvas; scaled: boolean }> {
  const whole = await createImageBitmap(picture);
  try {
    const width = Math.min(whole.width, maxWidth);
    const height = Math.max(1, Math.round((whole.height * width) / whole.width));
    const canvas = new OffscreenCanvas(width, height);
    // Read back at once, so it stays where the processor can read it.
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (context === null) throw new Error('no canvas');
    context.imageSmoothingQuality = 'medium';
    context.drawImage(whole, 0, 0, width, height);
    return { canvas, scaled: width < whole.width };
  } finally {
    whole.close();
  }
}

async function bytesOf(picture: Blob): Promise<Uint8Array> {
  return new Uint8Array(await picture.arrayBuffer());
}

/** Scales a picture down to `maxWidth` and keeps it as JPEG; one that is narrow enough stays as it is. */
export async function scaledJpeg(
  picture: Blob,
  maxWidth: number,
  quality: number,
): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  const { canvas, scaled } = await draw(picture, maxWidth);
  const { width, height } = canvas;
  const kept = scaled ? await canvas.convertToBlob({ type: 'image/jpeg', quality }) : picture;
  return { bytes: await bytesOf(kept), width, height };
}

/** Draws a picture at no more than `maxWidth`, for its points to be looked at. */
export async function drawnPicture(picture: Blob, maxWidth: number): Promise<DrawnPicture> {
  const { canvas } = await draw(picture, maxWidth);
  const { width, height } = canvas;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  const { data } = context.getImageData(0, 0, width, height);
  return {
    width,
    height,
    points: new Uint32Array(data.buffer, data.byteOffset, width * height),
    jpeg: async (quality) => bytesOf(await canvas.convertToBlob({ type: 'image/jpeg', quality })),
  };
}
