/** Scales a picture down to `maxWidth` and keeps it as JPEG; one that is narrow enough stays as it is. */
export async function scaledJpeg(
  picture: Blob,
  maxWidth: number,
  quality: number,
): Promise<{ bytes: Uint8Array; width: number; height: number }> {
  const whole = await createImageBitmap(picture);
  try {
    const { width, height } = whole;
    if (width <= maxWidth) return { bytes: new Uint8Array(await picture.arrayBuffer()), width, height };
    const scaled = { width: maxWidth, height: Math.max(1, Math.round((height * maxWidth) / width)) };
    const canvas = new OffscreenCanvas(scaled.width, scaled.height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no canvas');
    context.drawImage(whole, 0, 0, scaled.width, scaled.height);
    const smaller = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    return { bytes: new Uint8Array(await smaller.arrayBuffer()), ...scaled };
  } finally {
    whole.close();
  }
}
