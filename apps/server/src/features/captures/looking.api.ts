import { sayLooking } from '@lapwing/protocol/features/captures/triage.api.ts';
import { reachOf } from '../../permissions/actor.ts';
import { unaudited } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { by } from './detail.ts';
import { createLooking, type CaptureKey } from './looking.ts';
import type { CaptureParts } from './parts.ts';
import { idsWithin } from './store-read.ts';

/** How often those who have said nothing are looked for. */
const LOOK_MS = 5000;

/**
 * Lets those who have the same capture in front of them see each other.
 *
 * @returns what looks for those who have said nothing, and what ends that
 */
export function addLookingRoutes({ routes, live, clock }: CaptureParts): {
  tidy: () => void;
  stop: () => void;
} {
  const looking = createLooking(clock);

  /** Tells those who may see the capture, if they have a console open. */
  function publish({ schoolId, captureId }: CaptureKey): void {
    live.publish(schoolId, async (actor, tx) => {
      const reach = reachOf(actor, 'captures.view');
      if (reach === null || (await idsWithin(tx, reach, [captureId])).length === 0) return null;
      return { type: 'captures/looking', captureId, people: looking.at({ schoolId, captureId }) };
    });
  }

  routes.school(sayLooking, {
    capability: 'captures.view',
    audit: 'none',
    async handle({ tx, actor, reach, params, body }) {
      const [captureId] = await idsWithin(tx, reach, [params.id]);
      if (captureId === undefined) return notFound();
      const key = { schoolId: tx.schoolId, captureId };
      if (looking.say(key, by(actor), body.looking)) tx.afterCommit(() => publish(key));
      return unaudited({ people: looking.at(key) });
    },
  });

  live.whenGone((schoolId, accountId) => looking.gone(schoolId, accountId).forEach(publish));
  const tidy = (): void => looking.expire().forEach(publish);
  const timer = setInterval(tidy, LOOK_MS);
  timer.unref();
  return { tidy, stop: () => clearInterval(timer) };
}
