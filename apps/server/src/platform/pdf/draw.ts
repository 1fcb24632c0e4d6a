import { LEFT_TO_RIGHT, RIGHT_TO_LEFT } from './fonts.ts';
import type { Line } from './lines.ts';

/** Of everything that is to be read. */
export const INK = '#111827';
/** Share of a line's height above the base line, for the fonts that Lapwing brings. */
const ABOVE = 0.76;

/** Draws one line. What the drawn letters do not spell, as when it is read from the right, carries its text as it is read, for those who copy it or hear it. */
export function drawLine(
  document: PDFKit.PDFDocument,
  line: Line,
  place: { x: number; top: number; width: number; size: number; height: number },
): void {
  const { size } = place;
  const from = line.rightToLeft ? place.x + Math.max(0, place.width - line.width * size) : place.x;
  const baseline = place.top + place.height * ABOVE;
  for (const piece of line.pieces) {
    const spelt = !piece.rightToLeft && piece.font.spells(piece.text, false);
    if (!spelt) document.markContent('Span', { actual: piece.said });
    document.font(piece.font.embeddable as never, piece.font.name, size);
    document.text(piece.text, from + piece.x * size, baseline, {
      lineBreak: false,
      baseline: 'alphabetic',
      features: piece.rightToLeft ? RIGHT_TO_LEFT : LEFT_TO_RIGHT,
    });
    if (!spelt) document.endMarkedContent();
  }
  for (const piece of line.pieces) {
    if (!piece.underlined) continue;
    const under = baseline + size * 0.16;
    document
      .moveTo(from + piece.x * size, under)
      .lineTo(from + (piece.x + piece.width) * size, under)
      .lineWidth(size * 0.08)
      .stroke(INK);
  }
}
