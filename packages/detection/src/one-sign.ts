import type { Finding } from './finding.ts';
import { severityRank } from './term.ts';

/**
 * Of findings of one policy that share words only the worst stays, then the longest, then the first: a sentence that several
 * terms read in their own way is one sign and one capture.
 */
export function oneSign(findings: readonly Finding[]): Finding[] {
  const byWeight = [...findings].sort(
    (a, b) =>
      severityRank(b.severity) - severityRank(a.severity) ||
      b.end - b.start - (a.end - a.start) ||
      a.start - b.start ||
      (a.term < b.term ? -1 : 1),
  );
  /** By policy, the kept ones in the order of the text; they share nothing with each other. */
  const kept = new Map<string, Finding[]>();
  const stay = new Set<Finding>();
  for (const finding of byWeight) {
    const others = kept.get(finding.policy) ?? [];
    kept.set(finding.policy, others);
    const place = placeIn(others, finding.start);
    const before = others[place - 1];
    const after = others[place];
    if (before !== undefined && before.end > finding.start) continue;
    if (after !== undefined && after.start < finding.end) continue;
    others.splice(place, 0, finding);
    stay.add(finding);
  }
  return findings.filter((finding) => stay.has(finding));
}

/** Of findings in the order of the text, the first that begins at or after this place. */
function placeIn(findings: readonly Finding[], start: number): number {
  let low = 0;
  let high = findings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((findings[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
