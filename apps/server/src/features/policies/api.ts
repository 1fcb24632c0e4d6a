import { listPolicies, showPolicy } from '@lapwing/protocol/features/policies/api.ts';
import { unaudited, type Routes } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import type { Policies } from './managed.ts';

/** Shows what is looked for, and what each term means. No pupil's data is in it. */
export function registerPolicies(deps: { readonly routes: Routes; readonly policies: Policies }): void {
  const { routes, policies } = deps;
  routes.school(listPolicies, {
    capability: 'policies.view',
    audit: 'none',
    handle: () =>
      Promise.resolve(
        unaudited({
          policies: policies.list(),
          packSha256: policies.pack.sha256,
          libraryVersion: policies.libraryVersion,
        }),
      ),
  });
  routes.school(showPolicy, {
    capability: 'policies.view',
    audit: 'none',
    handle({ params }) {
      const shown = policies.show(params.key);
      return Promise.resolve(shown === null ? notFound() : unaudited(shown));
    },
  });
}
