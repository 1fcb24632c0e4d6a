/**
 * Pixels of red, green, blue and alpha as X servers and Windows take them: blue, green, red and nought; what is
 * transparent is black behind. A whole word at a time: bytes would take a quarter of a second for a screen.
 * @param from the first pixel, and `count` how many
 */
export function blueFirst(pixels: Uint8Array, from: number, count: number): Uint8Array<ArrayBuffer> {
  const start = pixels.byteOffset + from * 4;
  const at = start % 4 === 0 ? pixels : Uint8Array.from(pixels.subarray(from * 4, (from + count) * 4));
  const given = new Uint32Array(at.buffer, at === pixels ? start : 0, count);
  const out = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) {
    const pixel = given[index] ?? 0;
    const alpha = pixel >>> 24;
    out[index] =
      alpha === 255
        ? ((pixel & 0xff) << 16) | (pixel & 0xff00) | ((pixel >>> 16) & 0xff)
        : (over(pixel & 0xff, alpha) << 16) |
          (over((pixel >>> 8) & 0xff, alpha) << 8) |
          over((pixel >>> 16) & 0xff, alpha);
  }
  return new Uint8Array(out.buffer);
}

function over(value: number, alpha: number): number {
  return Math.round((value * alpha) / 255);
}
