import { showAround } from '@lapwing/protocol/features/captures/triage.api.ts';
import type { z } from 'zod';
import { audited } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { sessionsAround } from '../sessions/index.ts';
import { inWords } from './detail.ts';
import type { CaptureParts } from './parts.ts';
import { capturesAround, findSummary } from './store-read.ts';

type Entry = z.output<typeof showAround.reply>['entries'][number];

/** Adds what is known of the time around a capture. */
export function addAroundRoute({ routes, wordsOf, handMade }: CaptureParts): void {
  routes.school(showAround, {
    capability: 'captures.view',
    audit: 'captures.around',
    async handle({ tx, actor, reach, params, query }) {
      const row = await findSummary(tx, reach, params.id);
      if (row === null) return notFound();
      const words = await wordsOf(tx);
      const span = query.minutes * 60_000;
      const from = new Date(row.happened_at.getTime() - span);
      const to = new Date(row.happened_at.getTime() + span);
      const of = {
        personId: row.person_id,
        deviceId: row.device_id,
        accountName: row.account_name,
        from,
        to,
      };
      const entries: Entry[] = [];
      for (const other of await capturesAround(tx, reach, of)) {
        entries.push({
          kind: 'capture',
          at: other.happened_at.toISOString(),
          id: other.id,
          severity: other.severity,
          policy: words.titleOf(other.term, other.policy),
          site: other.site,
          sentence: other.sentence,
        });
      }
      for (const session of await sessionsAround(tx, reach, of)) {
        const device = session.device_name;
        if (session.started_at >= from && session.started_at <= to) {
          entries.push({
            kind: 'session-started',
            at: session.started_at.toISOString(),
            device,
            room: session.device_room,
          });
        }
        if (session.ended_at !== null && session.ended_at >= from && session.ended_at <= to)
          entries.push({ kind: 'session-ended', at: session.ended_at.toISOString(), device });
      }
      for (const { id, at, what, by } of await handMade(tx, actor, of))
        entries.push({ kind: 'by-hand', at: at.toISOString(), id, what, by });
      entries.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
      return audited(
        { entries },
        {
          summary: `Looked at what happened around the capture of ${inWords(row, words)}`,
          subject: { kind: 'capture', id: row.id },
        },
      );
    },
  });
}
