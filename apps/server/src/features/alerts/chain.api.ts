import { saveChain, showChain, type ChainPlace } from '@lapwing/protocol/features/alerts/chain.api.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import { refuse } from '../../platform/http/outcome.ts';
import { namedIn, wholeChain } from './chain.ts';
import type { AlertParts } from './parts.ts';
import { chainMoment, staffWhoSee } from './plan.ts';
import { presentMay } from './present.ts';
import { findChain, saveChainValue } from './store-chain.ts';

/** Who is next when nobody opens a capture, and who covers. */
export function addChainRoutes(routes: Routes, parts: AlertParts): void {
  routes.school(showChain, {
    capability: 'alerts.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const { chain, revision } = await findChain(tx);
      const staff = await staffWhoSee(parts, tx);
      const moment = chainMoment(await parts.week(tx), parts.clock.now());
      const named = (id: string): { id: string; name: string } => ({
        id,
        name: staff.get(id)?.name ?? 'An account that is gone',
      });
      let after = 0;
      const places = wholeChain(chain, moment, (id) => staff.get(id)?.holds === true).map(
        (next): ChainPlace => {
          const place = {
            person: named(next.accountId),
            insteadOf: next.insteadOf === null ? null : named(next.insteadOf),
            afterMinutes: after,
            outside: next.outside,
          };
          after += next.minutes;
          return place;
        },
      );
      return unaudited({
        chain,
        revision,
        staff: [...staff.values()].filter(({ holds }) => holds).map(({ id }) => named(id)),
        now: { inSchool: moment.inSchool, places, today: moment.day },
        may: presentMay(actor),
      });
    },
  });
  routes.school(saveChain, {
    capability: 'alerts.manage',
    audit: 'alerts.chain',
    async handle({ tx, body }) {
      const staff = await staffWhoSee(parts, tx);
      const before = namedIn((await findChain(tx)).chain);
      const stranger = namedIn(body.chain).find(
        (id) => !before.includes(id) && staff.get(id)?.holds !== true,
      );
      if (stranger !== undefined) {
        return refuse('bad-request', 'may-not-see', 'Somebody in the chain may not see captures.', {
          field: 'chain',
          remedy: 'Choose staff whose role lets them see captures.',
        });
      }
      const revision = await saveChainValue(tx, body.chain, body.revision, parts.clock.now());
      if (revision === null) {
        return refuse('conflict', 'changed-meanwhile', 'Somebody else has changed the chain meanwhile.', {
          remedy: 'Load the page anew and make your change again.',
        });
      }
      const names = body.chain.steps.map(({ accountId }) => staff.get(accountId)?.name ?? 'an account');
      return audited(
        { revision },
        {
          summary: `Set who is told when nobody opens a capture: ${names.length === 0 ? 'nobody' : names.join(', then ')}`,
          subject: null,
        },
      );
    },
  });
}
