import type { Face } from '../../contract/surfaces.ts';
import type { Display } from '../x11/display.ts';
import { type PixelFormat, toServerPixels } from './pixels.ts';

/** Puts pictures on windows. */
export interface Painter {
  /** The server shows it by itself from now on, whenever the window is in sight. */
  readonly put: (window: number, face: Face) => void;
  /** The window goes, or is gone. */
  readonly forget: (window: number) => void;
  readonly close: () => void;
}

/** What the server keeps of a window, and what stands there. */
interface Kept {
  readonly pixmap: number;
  readonly face: Pick<Face, 'width' | 'height' | 'version'>;
}

/** Bytes of a request at most, so that the server answers others between two of them. */
const BAND_BYTES = 200_000;

/** Null where the display has a palette instead of colours. */
export function createPainter(display: Display): Painter | null {
  const found = formatOf(display);
  if (found === null) return null;
  const { format, depth } = found;
  const { client, root } = display;
  const kept = new Map<number, Kept>();
  const gc = client.AllocID();
  client.CreateGC(gc, root, { graphicsExposures: 0 });

  function send(pixmap: number, face: Pick<Face, 'width' | 'height' | 'pixels'>, x: number, y: number): void {
    const { width, height, pixels } = face;
    const rows = Math.max(1, Math.floor(BAND_BYTES / ((width * format.bitsPerPixel) / 8)));
    for (let from = 0; from < height; from += rows) {
      const count = Math.min(rows, height - from);
      const band = toServerPixels(pixels, width, from, count, format);
      client.PutImage(2, pixmap, gc, width, count, x, y + from, 0, depth, band);
    }
  }

  function free(window: number): void {
    const before = kept.get(window);
    kept.delete(window);
    if (before === undefined || display.ended) return;
    client.FreePixmap(before.pixmap);
    client.ReleaseID(before.pixmap);
  }

  return {
    put: (window, face) => {
      const { width, height, pixels, version, over } = face;
      if (display.ended || width < 1 || height < 1 || pixels.length < width * height * 4) return;
      const before = kept.get(window);
      const same = before?.face.width === width && before.face.height === height;
      if (same && version !== undefined && before.face.version === version) return;
      if (same && over !== undefined && before.face.version === over.since) {
        send(before.pixmap, over.part, over.x, over.y);
        // What the server makes of a background that is drawn on is its own affair until it is set again.
        client.ChangeWindowAttributes(window, { backgroundPixmap: before.pixmap });
        client.ClearArea(window, over.x, over.y, over.part.width, over.part.height, 0);
        kept.set(window, { pixmap: before.pixmap, face: { width, height, ...(version && { version }) } });
        return;
      }
      const pixmap = client.AllocID();
      client.CreatePixmap(pixmap, root, depth, width, height);
      send(pixmap, face, 0, 0);
      client.ChangeWindowAttributes(window, { backgroundPixmap: pixmap });
      client.ClearArea(window, 0, 0, 0, 0, 0);
      free(window);
      kept.set(window, { pixmap, face: { width, height, ...(version && { version }) } });
    },
    forget: free,
    close: () => {
      for (const window of kept.keys()) free(window);
      if (!display.ended) client.FreeGC(gc);
    },
  };
}

function formatOf(display: Display): { readonly format: PixelFormat; readonly depth: number } | null {
  const { connected } = display;
  const screen = connected.screen[0];
  const depth = screen?.root_depth ?? 0;
  const bitsPerPixel = connected.format[depth]?.bits_per_pixel;
  const visual = screen?.depths[depth]?.[screen.root_visual];
  if (visual === undefined || bitsPerPixel === undefined || bitsPerPixel < 15) return null;
  const colours = visual.red_mask | visual.green_mask | visual.blue_mask;
  if (colours === 0) return null;
  return {
    depth,
    format: {
      bitsPerPixel,
      padBits: 32,
      littleEndian: connected.image_byte_order === 0,
      red: visual.red_mask,
      green: visual.green_mask,
      blue: visual.blue_mask,
      opaque: depth === 32 ? ~colours >>> 0 : 0,
    },
  };
}

/** A picture with a ring around one place of it, which says that the keyboard is there. */
export function withRing(
  face: Face,
  place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Face {
  const pixels = Uint8Array.from(face.pixels);
  for (const [inset, shade] of [
    [-5, 0],
    [-4, 0],
    [-3, 255],
    [-2, 255],
    [-1, 255],
  ] as const)
    outline(pixels, face, place, inset, shade);
  return { width: face.width, height: face.height, pixels };
}

function outline(
  pixels: Uint8Array,
  face: Face,
  place: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  inset: number,
  shade: number,
): void {
  const [left, top] = [Math.floor(place.x + inset), Math.floor(place.y + inset)];
  const [right, bottom] = [
    Math.ceil(place.x + place.width - inset) - 1,
    Math.ceil(place.y + place.height - inset) - 1,
  ];
  const dot = (x: number, y: number): void => {
    if (x >= 0 && y >= 0 && x < face.width && y < face.height)
      pixels.set([shade, shade, shade, 255], (y * face.width + x) * 4);
  };
  for (let x = left; x <= right; x += 1) {
    dot(x, top);
    dot(x, bottom);
  }
  for (let y = top; y <= bottom; y += 1) {
    dot(left, y);
    dot(right, y);
  }
}
