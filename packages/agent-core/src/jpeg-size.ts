export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size in pixels that a JPEG's frame header says (ITU-T T.81, B.2.2); null where there is none. */
export function jpegSize(bytes: Uint8Array): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 <= bytes.length;) {
    const marker = view.getUint16(at);
    if (marker < 0xff01) return null;
    // Baseline, extended and progressive; other markers in that row are tables.
    if (marker >= 0xffc0 && marker <= 0xffc2)
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
