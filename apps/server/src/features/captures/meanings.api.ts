import {
  setMeanings,
  showMeanings,
  type StatusMeanings,
} from '@lapwing/protocol/features/captures/triage.api.ts';
import { CAPTURE_STATUSES, type CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { refuse } from '../../platform/http/outcome.ts';
import type { CaptureParts } from './parts.ts';
import { storable } from './storable.ts';
import { meaningsOf, saveMeaning } from './store-school.ts';

/** What Lapwing means by each status until the school has agreed on its own. */
const BUILT_IN: Readonly<Record<CaptureStatus, string>> = Object.freeze({
  unclassified: 'Nobody has judged it yet.',
  'requires-attention': 'Somebody has looked: it must be followed up, and nobody does so yet.',
  'under-investigation': 'Somebody is finding out what lies behind it.',
  escalated: 'It has been given to somebody who answers for it, such as the safeguarding lead.',
  resolved: 'What had to be done has been done, and the reason is written down.',
  'false-positive': 'It was nothing, such as a song, a book or a harmless turn of phrase.',
  'false-positive-allowed': 'It was nothing, and the like is let pass from now on.',
});

/** Adds what the school has agreed each status to mean. */
export function addMeaningRoutes({ routes }: CaptureParts): void {
  async function shown(tx: SchoolTx): Promise<StatusMeanings & { own: boolean }> {
    const own = await meaningsOf(tx);
    return {
      meanings: CAPTURE_STATUSES.map((status) => ({
        status,
        meaning: own.get(status) ?? BUILT_IN[status],
      })),
      own: own.size > 0,
    };
  }

  routes.school(showMeanings, {
    capability: 'captures.view',
    audit: 'none',
    handle: async ({ tx }) => unaudited(await shown(tx)),
  });
  routes.school(setMeanings, {
    capability: 'captures.manage',
    audit: 'captures.meanings',
    async handle({ tx, body }) {
      const given = new Map(body.meanings.map(({ status, meaning }) => [status, meaning]));
      const missing = CAPTURE_STATUSES.find((status) => !given.has(status));
      if (missing !== undefined) {
        return refuse('bad-request', 'status-missing', 'Each status needs its meaning once.', {
          field: 'meanings',
          remedy: `Say what ${missing} means.`,
        });
      }
      // In one order, whoever writes: two who do this at the same time never wait for each other.
      for (const status of CAPTURE_STATUSES) await saveMeaning(tx, status, storable(given.get(status) ?? ''));
      return audited(await shown(tx), {
        summary: 'Agreed what each status of captures means',
        subject: null,
      });
    },
  });
}
