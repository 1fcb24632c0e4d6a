import type { Face } from './fonts.ts';
import type { Line } from './lines.ts';
import type { Words } from './words.ts';

/** A part of the document as screen readers are told of it. */
export type Element = PDFKit.PDFStructureElement;

export interface ElementOptions {
  readonly alt?: string;
  readonly scope?: 'Row' | 'Column';
  /** Left, top, right and bottom on the page. */
  readonly bbox?: number[];
  readonly placement?: 'Block';
}

/** How a paper and its tables put things on the page. */
export interface Press {
  readonly left: number;
  readonly right: number;
  /** Distance of the next thing from the top of the page. */
  y(): number;
  down(distance: number): void;
  /** True when so much room is left on the page. */
  fits(height: number): boolean;
  /** @returns false when the document is full */
  nextPage(): boolean;
  full(): boolean;
  lines(words: Words, width: number, size: number, face?: Face): Line[];
  element(tag: string, parent: Element | null, options?: ElementOptions): Element;
  /** Draws within the element; all of it on this page. */
  within(element: Element, tag: string, draw: () => void): void;
  /** Draws what is no content: rules, repeated heads, page numbers. */
  decorate(draw: () => void): void;
  draw(line: Line, x: number, y: number, width: number, size: number): void;
  rule(y: number): void;
  height(size: number): number;
}
