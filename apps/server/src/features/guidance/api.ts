import type { Library } from '@lapwing/library/load.ts';
import { isOlder } from '@lapwing/library/release.ts';
import { listGuidance, showGuidance } from '@lapwing/protocol/features/guidance/api.ts';
import { unaudited, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { guidanceOf, headingsOf } from './present.ts';

/** Shows what to do. No pupil's data is in it: whoever may see what is watched for may read it. */
export function registerGuidance(deps: {
  readonly routes: Routes;
  readonly shipped: Library;
  /** The library that holds in the school of the transaction. */
  readonly inForce: (tx: SchoolTx) => Promise<Library>;
}): void {
  const { routes, shipped } = deps;

  // A school may stay with older terms for years, but not with numbers of helplines that nobody answers any more.
  async function newest(tx: SchoolTx): Promise<Library> {
    const inForce = await deps.inForce(tx);
    return isOlder(inForce.version, shipped.version) ? shipped : inForce;
  }

  routes.school(listGuidance, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx }) {
      const library = await newest(tx);
      return unaudited({ libraryVersion: library.version, ...headingsOf(library) });
    },
  });
  routes.school(showGuidance, {
    capability: 'policies.view',
    audit: 'none',
    async handle({ tx, params }) {
      const page = guidanceOf(await newest(tx), params.key);
      return page === null ? notFound() : unaudited(page);
    },
  });
}
