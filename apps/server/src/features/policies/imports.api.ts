import { foldPhrase } from '@lapwing/detection/fold.ts';
import { MAX_TERM_FILE_BYTES, readTermFile } from '@lapwing/protocol/features/policies/imports.api.ts';
import { unaudited } from '../../permissions/routes.ts';
import { refuse } from '../../platform/http/outcome.ts';
import type { Decided } from './decided.ts';
import { importTerms, type ReadTerm } from './import-terms.ts';
import { engineTerm, riskOf } from './own-terms.ts';
import type { PolicyParts } from './parts.ts';
import { titleOf } from './present.ts';
import { readTerms } from './read-terms.ts';

/** Files a minute from one address: each is up to four megabytes. */
const FILES_PER_MINUTE = 30;

/** Reads files of terms; what is right in them comes back, to be put into a change. Nothing is kept. */
export function addImportRoutes({ routes, state, work }: PolicyParts): void {
  routes.school(readTermFile, {
    capability: 'policies.manage',
    audit: 'none',
    bodyLimit: MAX_TERM_FILE_BYTES,
    perMinute: FILES_PER_MINUTE,
    async handle({ tx, query, body }) {
      const decided = await state.decided(tx);
      const policy = query.policy.toLowerCase();
      const risk = riskOf(decided.config, policy);
      if (risk === null) {
        return refuse('bad-request', 'policy-unknown', 'There is no policy of that id.', {
          field: 'policy',
          remedy: 'Choose the policy that the terms are for.',
        });
      }
      const read = await readTerms(body);
      if (!read.ok) {
        const { reason, message, remedy } = read.problem;
        return refuse('bad-request', reason, message, { field: 'file', remedy });
      }
      const { encoding, shape, columns } = read.file;
      const rows = importTerms(read.file, {
        policy,
        policyNames: new Set([policy, titleOf(decided, policy).toLowerCase()]),
        known: knownWordings(decided),
      });
      const terms = rows.flatMap(({ term, line }) =>
        term === null ? [] : [engineTerm(`own.line-${line}`, term, risk)],
      );
      const { classes } = decided.inForce.managed.library;
      const reviewed = terms.length === 0 ? [] : await work.run('review', { terms, classes });
      const shown = withReview(rows, reviewed);
      const right = shown.filter(({ term }) => term !== null).length;
      return unaudited({
        encoding,
        shape,
        columns: columns.map(({ heading, field }) => ({ heading, field })),
        rows: shown.map((row) => ({
          ...row,
          problems: row.problems.map(({ column, message }) => ({ column, message })),
          warnings: [...row.warnings],
        })),
        right,
        wrong: shown.length - right,
      });
    },
  });
}

/** The wordings of the school's own terms, folded, with the title of the policy that each stands in. */
function knownWordings(decided: Decided): Map<string, string> {
  const known = new Map<string, string>();
  for (const { wordings, policy, notation } of decided.config.terms.values()) {
    if (notation) continue;
    for (const wording of wordings) known.set(foldPhrase(wording), titleOf(decided, policy));
  }
  return known;
}

/** The rows with what the engine says of their terms. */
function withReview(
  rows: readonly ReadTerm[],
  reviewed: ReadonlyArray<{ readonly problems: readonly string[]; readonly warnings: readonly string[] }>,
): ReadTerm[] {
  let at = 0;
  return rows.map((row) => {
    if (row.term === null) return row;
    const { problems, warnings } = reviewed[at] ?? { problems: [], warnings: [] };
    at += 1;
    return {
      ...row,
      term: problems.length === 0 ? row.term : null,
      problems: problems.map((message) => ({ column: null, message })),
      warnings: [...row.warnings, ...warnings],
    };
  });
}
