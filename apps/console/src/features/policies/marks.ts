import { type Severity, SEVERITIES } from '@lapwing/protocol/vocabulary.ts';

export interface Found {
  readonly start: number;
  readonly end: number;
  readonly severity: Severity;
}

/** A stretch of a text: plain, or marked with the worst of what was found there. */
export interface Stretch {
  readonly text: string;
  /** Where it begins, in UTF-16 units. */
  readonly at: number;
  readonly severity: Severity | null;
}

/**
 * Cuts a text at what was found in it. Findings may overlap; offsets outside the text are left out, and none cuts a
 * character in two.
 */
export function markText(text: string, found: readonly Found[]): Stretch[] {
  const inside = found
    .map((one) => ({ ...one, start: whole(text, one.start, -1), end: whole(text, one.end, 1) }))
    .filter((one) => one.start < one.end);
  const cuts = [...new Set([0, text.length, ...inside.flatMap((one) => [one.start, one.end])])].toSorted(
    (one, other) => one - other,
  );
  const stretches: Stretch[] = [];
  for (const [place, at] of cuts.entries()) {
    const end = cuts[place + 1];
    if (end === undefined) break;
    const here = inside.filter((one) => one.start <= at && one.end >= end);
    const severity = SEVERITIES.findLast((bad) => here.some((one) => one.severity === bad)) ?? null;
    const last = stretches.at(-1);
    if (last !== undefined && last.severity === severity)
      stretches[stretches.length - 1] = { ...last, text: last.text + text.slice(at, end) };
    else stretches.push({ text: text.slice(at, end), at, severity });
  }
  return stretches;
}

/** Within the text, and off the middle of a surrogate pair. */
function whole(text: string, offset: number, direction: 1 | -1): number {
  const at = Math.max(0, Math.min(Math.trunc(offset), text.length));
  const low = text.charCodeAt(at);
  const high = text.charCodeAt(at - 1);
  const between = low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff;
  return between ? at + direction : at;
}
