import type { Finding } from './finding.ts';
import { SEVERITIES, severityRank, type PolicyKey } from './term.ts';

/** Policies whose signs add up: several lesser ones of one kind say more than each alone. */
const FAMILIES: readonly (readonly PolicyKey[])[] = Object.freeze([
  ['eating-disorders', 'self-harm', 'suicide'],
  ['lgbt-derogatory', 'misogyny', 'race-religious-hatred'],
  ['counter-radicalisation', 'weapons-violence'],
  ['grooming', 'sexting'],
  ['bullying'],
]);

/** So many different terms of a family, */
const SIGNS = 3;
/** with no more than so many letters from the first to the last of them. */
const REACH = 1000;

/**
 * The view of the whole text: where three different terms of a family stand close together, none of them severe
 * and none lowered by its surroundings, the most serious of them is raised by a step (`judge.together`). Takes
 * the findings of one text, in any order, and returns as many in the same order.
 */
export function judgeTogether(findings: readonly Finding[]): Finding[] {
  const raised = new Set<Finding>();
  for (const family of FAMILIES) {
    const signs = findings
      .filter((finding) => family.includes(finding.policy) && isSign(finding))
      .sort((a, b) => a.start - b.start);
    const strongest = strongestOfGroup(signs);
    // A severe finding says already what the lesser ones could add up to.
    const severe = findings.some(({ policy, severity }) => family.includes(policy) && severity === 'severe');
    if (strongest !== undefined && !severe) raised.add(strongest);
  }
  return findings.map((finding) => (raised.has(finding) ? raise(finding) : finding));
}

/** The most serious of the first group of signs that is near and varied enough. */
function strongestOfGroup(signs: readonly Finding[]): Finding | undefined {
  const terms = new Map<string, number>();
  let oldest = 0;
  for (const [place, sign] of signs.entries()) {
    terms.set(sign.term, (terms.get(sign.term) ?? 0) + 1);
    for (let first = signs[oldest]; first !== undefined && sign.end - first.start > REACH;) {
      const left = (terms.get(first.term) ?? 0) - 1;
      if (left > 0) terms.set(first.term, left);
      else terms.delete(first.term);
      oldest += 1;
      first = oldest <= place ? signs[oldest] : undefined;
    }
    if (terms.size >= SIGNS) {
      return signs
        .slice(oldest, place + 1)
        .reduce((best, one) => (severityRank(one.severity) > severityRank(best.severity) ? one : best));
    }
  }
  return undefined;
}

function isSign({ severity, severityBefore }: Finding): boolean {
  return severity !== 'severe' && severityRank(severity) >= severityRank(severityBefore);
}

function raise(finding: Finding): Finding {
  const severity = SEVERITIES[severityRank(finding.severity) + 1] ?? finding.severity;
  return { ...finding, severity, because: [...finding.because, 'judge.together'] };
}
