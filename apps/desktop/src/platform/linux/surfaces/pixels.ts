import { blueFirst } from '../../pictures/blue-first.ts';

/** How the server keeps a pixel. */
export interface PixelFormat {
  readonly bitsPerPixel: number;
  /** Rows are filled up to a multiple of so many bits. */
  readonly padBits: number;
  readonly littleEndian: boolean;
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** Bits beside the colours that say how opaque a pixel is: they are set. */
  readonly opaque: number;
}

/**
 * Rewrites rows of red, green, blue, alpha as the server keeps them. What is transparent is black behind.
 * @param from the first row, and `rows` how many
 */
export function toServerPixels(
  pixels: Uint8Array,
  width: number,
  from: number,
  rows: number,
  format: PixelFormat,
): Buffer {
  if (isUsual(format)) return Buffer.from(blueFirst(pixels, width * from, width * rows).buffer);
  const bytesPerPixel = format.bitsPerPixel / 8;
  const stride = Math.ceil((width * format.bitsPerPixel) / format.padBits) * (format.padBits / 8);
  const out = Buffer.alloc(stride * rows);
  const [red, green, blue] = [scaled(format.red), scaled(format.green), scaled(format.blue)];
  for (let row = 0; row < rows; row += 1) {
    let at = (from + row) * width * 4;
    let to = row * stride;
    for (let column = 0; column < width; column += 1, at += 4, to += bytesPerPixel) {
      const alpha = pixels[at + 3] ?? 0;
      const pixel =
        ((red[over(pixels[at] ?? 0, alpha)] ?? 0) |
          (green[over(pixels[at + 1] ?? 0, alpha)] ?? 0) |
          (blue[over(pixels[at + 2] ?? 0, alpha)] ?? 0) |
          format.opaque) >>>
        0;
      for (let byte = 0; byte < bytesPerPixel; byte += 1)
        out[to + (format.littleEndian ? byte : bytesPerPixel - 1 - byte)] = (pixel >>> (byte * 8)) & 0xff;
    }
  }
  return out;
}

/** What nearly every display has; it goes many times as fast, and a lock is to stand at once. */
function isUsual({ bitsPerPixel, littleEndian, red, green, blue, opaque }: PixelFormat): boolean {
  return (
    bitsPerPixel === 32 &&
    littleEndian &&
    red === 0xff0000 &&
    green === 0xff00 &&
    blue === 0xff &&
    opaque === 0
  );
}

function over(value: number, alpha: number): number {
  return alpha === 255 ? value : Math.round((value * alpha) / 255);
}

/** Each of 256 strengths of a colour, in the place of its mask. */
function scaled(mask: number): Uint32Array {
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return Uint32Array.from({ length: 256 }, (_, value) => Math.round((value * most) / 255) << shift);
}
