import { listPolicies, showPolicy } from '@lapwing/protocol/features/policies/api.ts';
import { PolicyKey, SOURCES } from '@lapwing/protocol/vocabulary.ts';
import { unaudited, type Routes } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { wholeSchool } from '../groups/index.ts';
import type { Policies } from './managed.ts';

const NOT_YET = { allowed: false, reason: 'Policies are as the library has them.' };
const MAY = { manage: NOT_YET, allow: NOT_YET, tryOut: NOT_YET };

/** Shows what is looked for, and what each term means. No pupil's data is in it. */
export function registerPolicies(deps: { readonly routes: Routes; readonly policies: Policies }): void {
  const { routes, policies } = deps;
  routes.school(listPolicies, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx }) {
      return unaudited({
        policies: policies.list(),
        group: await wholeSchool(tx),
        sources: { value: { sources: [...SOURCES], everyTerm: false }, from: null },
        setSources: null,
        packSha256: policies.pack.sha256,
        libraryVersion: policies.libraryVersion,
        base: 0,
        may: MAY,
      });
    },
  });
  routes.school(showPolicy, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx, params }) {
      const key = PolicyKey.safeParse(params.id);
      const shown = key.success ? policies.show(key.data) : null;
      if (shown === null) return notFound();
      return unaudited({ ...shown, group: await wholeSchool(tx), base: 0, may: MAY });
    },
  });
}
