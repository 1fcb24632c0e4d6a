import { checkTerm as termProblems } from '@lapwing/detection/compile.ts';
import { compileOptions } from '@lapwing/library/compile-options.ts';
import type { Term } from '@lapwing/detection/term.ts';
import { warnOfTerm } from '@lapwing/detection/warn.ts';
import { checkTerm } from '@lapwing/protocol/features/policies/api.ts';
import type { OwnTerm } from '@lapwing/protocol/features/policies/edits.ts';
import { SOURCES } from '@lapwing/protocol/vocabulary.ts';
import { unaudited } from '../../permissions/routes.ts';
import type { Decided } from './decided.ts';
import { presentFound } from './found.ts';
import { engineTerm, riskOf } from './own-terms.ts';
import type { PolicyParts } from './parts.ts';
import { lookInto } from './try-out.ts';

/** Under which id a term is found that has none yet. */
export const DRAFT_ID = 'own.draft';

type Draft = { readonly [Field in keyof OwnTerm]?: OwnTerm[Field] | undefined };

/** Tells whoever writes a term what is wrong or risky about it, and what it finds. Nothing is kept. */
export function addCheckRoutes({ routes, state, work }: PolicyParts): void {
  routes.school(checkTerm, {
    capability: 'policies.manage',
    audit: 'none',
    async handle({ tx, body }) {
      const decided = await state.decided(tx);
      const { classes } = decided.inForce.managed.library;
      const problems = problemsOf(body.term, decided);
      const draft = filled(body.term, decided);
      const packs = [decided.inForce.pack.bytes];
      if (problems.length === 0 && draft.wordings.length > 0) {
        packs.push(
          await work.run('compile', {
            ...compileOptions(decided.inForce.managed.library),
            terms: [draft],
            version: 'draft',
          }),
        );
      }
      const { sample, source } = body;
      const found =
        sample.trim() === '' ? [] : lookInto({ packs, seat: null }, { text: sample, source, at: 0 });
      return unaudited({
        problems,
        warnings: problems.length === 0 ? warnOfTerm(draft, classes) : [],
        found: found.map((each) => {
          const shown = presentFound(decided, each);
          if (each.term !== DRAFT_ID) return shown;
          return { ...shown, term: { id: DRAFT_ID, definition: body.term.definition ?? '' } };
        }),
      });
    },
  });
}

/** The draft as the engine takes it, with the usual in the place of what is not written yet. */
function filled(draft: Draft, decided: Decided): Term {
  return engineTerm(
    DRAFT_ID,
    {
      policy: draft.policy ?? 'bullying',
      wordings: draft.wordings ?? [],
      notation: draft.notation ?? false,
      definition: draft.definition ?? '',
      severity: draft.severity ?? 'moderate',
      sources: draft.sources ?? [...SOURCES],
      boundary: draft.boundary ?? 'word',
      unmask: draft.unmask ?? false,
      unless: draft.unless ?? [],
      needs: draft.needs ?? null,
    },
    (draft.policy === undefined ? null : riskOf(decided.config, draft.policy)) ?? 'bullying',
  );
}

/** What keeps the draft from being looked for, field by field. */
function problemsOf(draft: Draft, decided: Decided): Array<{ field: string; message: string }> {
  const { classes } = decided.inForce.managed.library;
  const problems: Array<{ field: string; message: string }> = [];
  if (draft.policy !== undefined && riskOf(decided.config, draft.policy) === null)
    problems.push({ field: 'policy', message: 'There is no such policy any more.' });
  const check = (field: string, term: Draft): void => {
    const [first] = termProblems(
      filled({ boundary: draft.boundary, notation: draft.notation, ...term }, decided),
      classes,
    );
    if (first !== undefined) problems.push({ field, message: first.message });
  };
  for (const [at, wording] of (draft.wordings ?? []).entries())
    check(`wordings.${at}`, { wordings: [wording] });
  // What makes it harmless and what it needs are checked beside a wording that is right.
  const wordings = ['flimmer'];
  for (const [at, phrase] of (draft.unless ?? []).entries())
    check(`unless.${at}`, { wordings, notation: false, unless: [phrase] });
  if (draft.needs !== undefined && draft.needs !== null)
    check('needs', { wordings, notation: false, needs: draft.needs });
  return problems;
}
