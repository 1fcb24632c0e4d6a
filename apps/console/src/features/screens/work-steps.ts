import { MOST_STEPS, type WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';

/** A point as parts of the desktop, from 0 to 1. */
export interface Part {
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where on the desktop a point of the page lies, which shows the picture as large as it fits into the box, in its middle.
 * Null beside the picture.
 */
export function partAt(
  box: Box,
  picture: { readonly width: number; readonly height: number },
  point: { readonly x: number; readonly y: number },
): Part | null {
  if (picture.width < 1 || picture.height < 1) return null;
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const x = (point.x - box.left - (box.width - width) / 2) / width;
  const y = (point.y - box.top - (box.height - height) / 2) / height;
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
}

/** Lines that a turn of the wheel stands for; 0 where it is too little to count. */
export function linesOf(event: { readonly deltaY: number; readonly deltaMode: number }): number {
  // By pixels, by lines, or by pages.
  const perLine = event.deltaMode === 0 ? 40 : event.deltaMode === 1 ? 1 : 0.1;
  const lines = Math.round(event.deltaY / perLine);
  const least = lines === 0 ? Math.sign(event.deltaY) : lines;
  return Math.max(-100, Math.min(100, least));
}

/** Adds a step to those that wait; of moves that follow one another only the last counts. */
export function withStep(waiting: readonly WorkStep[], step: WorkStep): WorkStep[] {
  const last = waiting.at(-1);
  return step.do === 'move' && last?.do === 'move' ? [...waiting.slice(0, -1), step] : [...waiting, step];
}

/** The steps in lots that one frame takes. */
export function lotsOf(steps: readonly WorkStep[]): WorkStep[][] {
  const lots: WorkStep[][] = [];
  for (let from = 0; from < steps.length; from += MOST_STEPS) lots.push(steps.slice(from, from + MOST_STEPS));
  return lots;
}
