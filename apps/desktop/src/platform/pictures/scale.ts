import type { Pixels } from '../contract/pictures.ts';

/** The size of a picture that is to be no wider than `maxWidth`, in its shape. */
export function sizeWithin(
  { width, height }: Pick<Pixels, 'width' | 'height'>,
  maxWidth: number,
): { readonly width: number; readonly height: number } {
  if (width <= maxWidth) return { width, height };
  const narrow = Math.max(1, Math.floor(maxWidth));
  return { width: narrow, height: Math.max(1, Math.round((height * narrow) / width)) };
}

/**
 * A picture made smaller: each pixel is the average of the area that it stands for, so that thin letters stay to be seen.
 * The fourth byte of each pixel is 255, also where nothing is made smaller; then the picture itself is changed.
 */
export function scaleWithin(picture: Pixels, maxWidth: number): Pixels {
  const { width, height } = sizeWithin(picture, maxWidth);
  if (width === picture.width) {
    for (let at = 3; at < picture.pixels.length; at += 4) picture.pixels[at] = 255;
    return picture;
  }
  return { width, height, pixels: shrink(picture, width, height) };
}

function shrink({ pixels, width: wide, height: high }: Pixels, width: number, height: number): Uint8Array {
  const [across, down] = [wide / width, high / height];
  const [to, share] = shares(wide, width);
  const made = new Uint8Array(width * height * 4);
  // One pixel more: the last share of a row may be a zero beyond its end.
  const row = new Float32Array((width + 1) * 3);
  const sums = new Float32Array(width * 3);
  const part = 1 / (across * down);
  let done = 0;
  for (let y = 0; y < high; y += 1) {
    addRow(pixels, y * wide * 4, wide, { to, share, row });
    const end = (done + 1) * down;
    const left = y + 1 >= end || y === high - 1 ? Math.min(1, Math.max(0, end - y)) : 1;
    for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (row[at] ?? 0) * left;
    if (y + 1 < end && y < high - 1) continue;
    if (done < height) write(made, done * width * 4, sums, part);
    done += 1;
    for (let at = 0; at < sums.length; at += 1) sums[at] = (row[at] ?? 0) * (1 - left);
  }
  return made;
}

/** For each pixel of a row the one that it goes into, and how much of it; the rest goes into the next. */
function shares(wide: number, width: number): readonly [Uint32Array, Float32Array] {
  const to = new Uint32Array(wide);
  const share = new Float32Array(wide);
  const across = wide / width;
  for (let x = 0; x < wide; x += 1) {
    const place = Math.min(width - 1, Math.floor(x / across));
    to[x] = place * 3;
    share[x] = Math.min(1, Math.max(0, (place + 1) * across - x));
  }
  return [to, share];
}

function addRow(
  pixels: Uint8Array,
  from: number,
  wide: number,
  into: { readonly to: Uint32Array; readonly share: Float32Array; readonly row: Float32Array },
): void {
  const { to, share, row } = into;
  row.fill(0);
  for (let x = 0, at = from; x < wide; x += 1, at += 4) {
    const place = to[x] ?? 0;
    const much = share[x] ?? 0;
    const [blue, green, red] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0];
    row[place] = (row[place] ?? 0) + blue * much;
    row[place + 1] = (row[place + 1] ?? 0) + green * much;
    row[place + 2] = (row[place + 2] ?? 0) + red * much;
    if (much === 1) continue;
    const rest = 1 - much;
    row[place + 3] = (row[place + 3] ?? 0) + blue * rest;
    row[place + 4] = (row[place + 4] ?? 0) + green * rest;
    row[place + 5] = (row[place + 5] ?? 0) + red * rest;
  }
}

function write(made: Uint8Array, from: number, sums: Float32Array, part: number): void {
  for (let at = 0, into = from; at < sums.length; at += 3, into += 4) {
    made[into] = (sums[at] ?? 0) * part + 0.5;
    made[into + 1] = (sums[at + 1] ?? 0) * part + 0.5;
    made[into + 2] = (sums[at + 2] ?? 0) * part + 0.5;
    made[into + 3] = 255;
  }
}
