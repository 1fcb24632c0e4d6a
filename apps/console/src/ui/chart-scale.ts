/**
 * Round numbers for an axis from 0 to at least `most`, at most `count` steps: 0, 5, 10, 15 and not 0, 3.7, 7.4.
 * Counts of things: never a fraction below 1.
 */
export function ticksTo(most: number, count = 4): number[] {
  if (!Number.isFinite(most) || most <= 0) return [0, 1];
  const rough = Math.max(1, most / count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? 10 * power;
  const ticks: number[] = [];
  for (let at = 0; ; at += step) {
    ticks.push(at);
    if (at >= most) return ticks;
  }
}

/** The points of a line in a box of `width` x `height`, as the browser's SVG path wants them. */
export function linePath(values: readonly number[], top: number, width: number, height: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values
    .map((value, index) => {
      const y = height - (top <= 0 ? 0 : (Math.max(0, value) / top) * height);
      return `${index === 0 ? 'M' : 'L'}${round(index * step)} ${round(y)}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
