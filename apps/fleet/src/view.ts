import type { PageKind } from './activities.ts';

/** What stands before the page: a lock, or that the page is closed. */
export interface Over {
  readonly kind: 'lock' | 'closed';
  readonly title: string;
  readonly words: string;
  /** Milliseconds since 1970 by the device's clock; null where no end is known. */
  readonly until: number | null;
}

/** What a simulated device shows: enough to draw its screen from. */
export interface View {
  readonly kind: PageKind;
  readonly title: string;
  readonly url: string;
  readonly text: readonly string[];
  /** Who is logged on. */
  readonly account: string;
  /** Lines that were written on the page and left, oldest first. */
  readonly written: readonly string[];
  /** What stands in the field now. */
  readonly typing: string;
  readonly shownAt: number;
  readonly over?: Over;
}

/** Draws a view as a JPEG of at most `maxWidth` pixels. */
export type Paint = (
  view: View,
  wanted: { readonly maxWidth: number; readonly quality: number },
) => Promise<{ readonly bytes: Uint8Array; readonly width: number; readonly height: number }>;
