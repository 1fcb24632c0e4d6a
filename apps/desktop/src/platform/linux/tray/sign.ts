import type { Face } from '../../contract/surfaces.ts';

/**
 * The sign in the tray: an open eye while somebody may be watching, and one struck through while nobody is. Shape tells
 * the two apart, not colour alone.
 */
export function drawSign(size: number, watching: boolean): Face {
  const pixels = new Uint8Array(size * size * 4);
  const colour = watching ? ([11, 110, 125] as const) : ([110, 110, 110] as const);
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      let inside = 0;
      // Sixteen looks at each pixel make its edge smooth.
      for (let part = 0; part < 16; part += 1) {
        const [u, v] = [(x + ((part % 4) + 0.5) / 4) / size, (y + (Math.floor(part / 4) + 0.5) / 4) / size];
        if (isInk(u * 2 - 1, v * 2 - 1, watching)) inside += 1;
      }
      pixels.set([...colour, Math.round((inside * 255) / 16)], (y * size + x) * 4);
    }
  return { width: size, height: size, pixels };
}

/** Whether a place of the square from -1 to 1 is drawn. */
function isInk(x: number, y: number, watching: boolean): boolean {
  if (!watching) {
    const across = Math.abs(x - y) / Math.SQRT2;
    if (across < 0.09 && Math.abs(x) < 0.8) return true;
    if (across < 0.22) return false;
  }
  // An eye is what two circles have in common.
  const lens = (by: number): boolean =>
    Math.hypot(x, y - 0.6) < 1.12 - by && Math.hypot(x, y + 0.6) < 1.12 - by;
  if (!lens(0)) return false;
  return !lens(0.16) || Math.hypot(x, y) < (watching ? 0.3 : 0.22);
}

/** As StatusNotifierItem has pictures: alpha first, in the byte order of networks. */
export function argbOf(face: Face): Uint8Array {
  const out = new Uint8Array(face.pixels.length);
  for (let at = 0; at < out.length; at += 4) {
    out[at] = face.pixels[at + 3] ?? 0;
    out.set(face.pixels.subarray(at, at + 3), at + 1);
  }
  return out;
}
