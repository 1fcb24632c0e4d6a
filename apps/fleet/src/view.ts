import type { PageKind } from './activities.ts';

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
}

/** Draws a view as a JPEG of at most `maxWidth` pixels. */
export type Paint = (
  view: View,
  wanted: { readonly maxWidth: number; readonly quality: number },
) => Promise<{ readonly bytes: Uint8Array; readonly width: number; readonly height: number }>;
