import { randomUUID } from 'node:crypto';
import { sealedPhraseProblem } from '@lapwing/detection/sealed.ts';
import {
  addSealedList,
  listSealedLists,
  MAX_TERM_FILE_BYTES,
} from '@lapwing/protocol/features/policies/imports.api.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { makeChange } from './change.ts';
import { noteOf, presentChange } from './changes.api.ts';
import { mayManagePolicies, policiesMay } from './may.ts';
import type { PolicyParts } from './parts.ts';
import { readTerms } from './read-terms.ts';

/** Phrases of one list, at most. */
const MOST_PHRASES = 200_000;
const FILES_PER_MINUTE = 10;

/** Lists of illegal terms: sealed on arrival, found by devices, and read by nobody. No answer has a word of them. */
export function addSealedRoutes(parts: PolicyParts): void {
  const { routes, state, sealed } = parts;

  routes.school(listSealedLists, {
    capability: 'evidence.sealed',
    audit: 'none',
    async handle({ tx, actor }) {
      const { config, number } = await state.decided(tx);
      return unaudited({
        lists: Array.from(config.sealedLists, ([id, { name, entries }]) => ({ id, name, entries })),
        base: number,
        may: policiesMay(actor),
      });
    },
  });
  routes.school(addSealedList, {
    capability: 'evidence.sealed',
    audit: 'policies.seal',
    bodyLimit: MAX_TERM_FILE_BYTES,
    perMinute: FILES_PER_MINUTE,
    async handle({ tx, actor, query, body }) {
      if (!mayManagePolicies(actor)) return notFound();
      const read = await readTerms(body, MOST_PHRASES);
      if (!read.ok) {
        const { reason, message, remedy } = read.problem;
        return refuse('bad-request', reason, message, { field: 'file', remedy });
      }
      const phrases = new Set<string>();
      for (const { line, cells } of read.file.rows) {
        const phrase = (cells.wording ?? '').replaceAll(/\s+/g, ' ').trim().toWellFormed();
        const wrong = sealedPhraseProblem(phrase);
        if (wrong !== undefined) {
          const what = wrong === 'empty' ? 'has no words' : 'is longer than a phrase can be';
          return refuse('bad-request', `phrase-${wrong}`, `What stands on line ${line} ${what}.`, {
            field: 'file',
            remedy: 'Correct that line and choose the file again. Nothing of it has been kept.',
          });
        }
        phrases.add(phrase);
      }
      const [id, ref] = [randomUUID(), randomUUID()];
      await sealed.seal(tx, ref, [...phrases]);
      const value = { name: query.name, entries: phrases.size, ref };
      const outcome = await makeChange(parts, tx, {
        actor,
        base: null,
        reason: 'A sealed list was loaded.',
        takesBack: null,
        sealedRef: ref,
        edits: () => ({ ok: true, edits: [{ kind: 'sealed-list', id, value }] }),
      });
      if (!outcome.ok) return outcome;
      const change = presentChange(outcome.change, outcome.decided.items, []);
      return audited({ id, name: value.name, entries: value.entries, change }, noteOf(outcome.change));
    },
  });
}
