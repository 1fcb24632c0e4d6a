import { SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import type { Reach } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Block } from './mail-body.ts';
import type { AlertParts } from './parts.ts';
import { domainOf } from './plan.ts';
import { isSchoolDay, momentOf, schoolClock } from './school-time.ts';
import { figuresSince } from './store-figures.ts';
import { insertMail, type ClaimedMail } from './store-mails.ts';
import { wantSummary } from './store-mine.ts';
import { findMailServer } from './store-server.ts';
import { captures, SEVERITY_WORDS, whenInWords } from './words.ts';

const DAY_MS = 86_400_000;
export const DAILY_AT = '16:00';
export const WEEKLY_AT = '07:30';
const MONDAY = 0;
/** A summary that is later than this says nothing of the day any more. */
const LATE_MS = DAY_MS / 2;

/**
 * Writes down the summaries whose time has come: of each school day at 16:00, of each week on Monday at 7:30, by the
 * school's clock. Called as often as one likes; each is owed once.
 */
export async function planSummaries(parts: AlertParts, tx: SchoolTx): Promise<void> {
  const server = await findMailServer(tx);
  if (server === null) return;
  const now = parts.clock.now();
  const week = await parts.week(tx);
  const { day, weekday } = schoolClock(week.timeZone, now);
  const domain = domainOf(server.from_address);
  const owe = async (kind: 'daily' | 'weekly', time: string): Promise<void> => {
    const due = momentOf(week.timeZone, day, time);
    if (now < due || now - due > LATE_MS) return;
    for (const accountId of await wantSummary(tx, kind, due)) {
      await insertMail(tx, {
        accountId,
        kind: `summary-${kind}`,
        now,
        dueAt: due,
        domain,
        captureIds: [],
        day,
      });
    }
  };
  if (isSchoolDay(week, day)) await owe('daily', DAILY_AT);
  if (weekday === MONDAY) await owe('weekly', WEEKLY_AT);
}

/** Figures alone: who it is about stands in Lapwing. */
export async function summaryBlocks(
  tx: SchoolTx,
  reach: Reach,
  mail: ClaimedMail,
  place: { readonly url: string; readonly timeZone: string },
): Promise<{ subject: string; blocks: Block[] }> {
  const daily = mail.kind === 'summary-daily';
  const since = new Date(mail.due_at.getTime() - (daily ? DAY_MS : 7 * DAY_MS));
  const { arrived, open, longest } = await figuresSince(tx, reach, since);
  const bySeverity = SEVERITIES.toReversed().map((severity) => {
    const of = arrived.filter((row) => row.severity === severity);
    const all = of.reduce((sum, row) => sum + row.count, 0);
    const closed = of.filter((row) => isClosed(row.status)).reduce((sum, row) => sum + row.count, 0);
    return [
      SEVERITY_WORDS[severity],
      `${all} new, ${closed} of them closed; ${open[severity]} open in all`,
    ] as const;
  });
  const waiting = open.severe + open.moderate + open.minor;
  const span = daily ? 'the last day' : 'the last week';
  return {
    subject: `${daily ? 'Today' : 'Last week'}: ${captures(arrived.reduce((sum, row) => sum + row.count, 0))}, ${waiting} open`,
    blocks: [
      { kind: 'heading', text: `Captures of ${span}` },
      { kind: 'facts', rows: bySeverity },
      ...(longest.length === 0
        ? [{ kind: 'text' as const, text: 'Nothing waits.' }]
        : [
            { kind: 'text' as const, text: 'These wait longest:' },
            {
              kind: 'list' as const,
              items: longest.map((row) => ({
                text: `${SEVERITY_WORDS[row.severity]}, since ${whenInWords(place.timeZone, row.received_at.getTime())}`,
                href: `${place.url}/captures/${row.id}`,
              })),
            },
          ]),
      { kind: 'link', text: 'Open the list of captures', href: `${place.url}/captures` },
    ],
  };
}
