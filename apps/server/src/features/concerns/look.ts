import type { ConcernDetail } from '@lapwing/protocol/features/concerns/api.ts';
import { accountByName } from '../../permissions/acting.ts';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import { audited } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import type { ConcernParts } from './deps.ts';
import { presentDetail, presentRisk } from './present.ts';
import { belongingTo, findConcern, type ConcernSight, type DetailRow } from './store.ts';
import type { By } from './store-changes.ts';

export type Refusal = { ok: false; refused: Refused };

export function sightOf(actor: Actor): ConcernSight {
  return {
    accountId: accountByName(actor),
    view: reachOf(actor, 'concerns.view'),
    manage: reachOf(actor, 'concerns.manage'),
  };
}

export function byOf(actor: Actor): By {
  return { id: actor.accountId, name: actor.name };
}

/** A concern in the words of the audit: whose it is and which risk, and nothing of what was written. */
export function concernInWords(row: Pick<DetailRow, 'subjects' | 'risk'>, risk: string): string {
  const [first, ...others] = row.subjects.map(({ name }) => name);
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${first ?? 'nobody of the roster'}${more} (${risk.toLowerCase()})`;
}

interface Call {
  readonly tx: SchoolTx;
  readonly actor: Actor;
  readonly params: { readonly id: string };
}

/** The concern held for a change, once it is known that the caller may make it. */
export async function holdFor(
  parts: ConcernParts,
  call: Call,
  what: 'change' | 'add',
  whenClosed: 'refuse' | 'allow' = 'refuse',
): Promise<{ ok: true; row: DetailRow } | Refusal> {
  const row = await findConcern(call.tx, sightOf(call.actor), call.params.id, parts.today(), true);
  if (row === null) return notFound();
  if (what === 'change' ? !row.may_change : !row.may_add) {
    return refuse('not-allowed', 'read-only', 'This concern is shared with you to read.', {
      remedy: 'Ask whoever shared it with you if you are to write in it.',
    });
  }
  if (row.status === 'closed' && whenClosed === 'refuse') {
    return refuse('conflict', 'concern-closed', 'This concern is closed.', {
      remedy: 'Open it again with a reason, then write; what you wrote has not been lost.',
    });
  }
  parts.announce(call.tx, call.params.id);
  return { ok: true, row };
}

/** Two people do not overwrite each other. */
export function changedMeanwhile(row: DetailRow): Refusal {
  return refuse(
    'conflict',
    'changed-meanwhile',
    `${row.changed_name} has changed the concern since you opened it.`,
    {
      remedy: 'Look at it as it is now, and then decide again; what you wrote has not been lost.',
    },
  );
}

/** The concern as it is now, with the line for the audit; `summary` gets it in the audit's words. */
export async function answer(
  parts: ConcernParts,
  call: Call,
  summary: (concern: string) => string,
): Promise<ReturnType<typeof audited<ConcernDetail>> | Refusal> {
  const found = await showWhole(parts, call);
  if (found === null) return notFound();
  return audited(found.shown, {
    summary: summary(found.inWords),
    subject: { kind: 'concern', id: call.params.id },
  });
}

/** Everything that the caller may see of the concern; null when it is not for their eyes. */
export async function showWhole(
  parts: Pick<ConcernParts, 'wordsOf' | 'today'>,
  call: Call,
): Promise<{ shown: ConcernDetail; inWords: string } | null> {
  const { tx, actor, params } = call;
  const row = await findConcern(tx, sightOf(actor), params.id, parts.today());
  if (row === null) return null;
  const words = await parts.wordsOf(tx);
  const shown = presentDetail(row, await belongingTo(tx, params.id), actor, words, parts.today());
  return { shown, inWords: concernInWords(row, presentRisk(row.risk, words).title) };
}

const DAY_MS = 86_400_000;

/** Nothing happens tomorrow; a clock that is a little ahead is forgiven. */
export function momentProblem(parts: ConcernParts, happenedAt: string): Refusal | null {
  const at = Date.parse(happenedAt);
  if (at <= parts.clock.now() + DAY_MS / 24 && at > Date.UTC(1990, 0)) return null;
  return refuse('bad-request', 'not-yet', 'That moment has not come yet, or lies too far back.', {
    field: 'happenedAt',
    remedy: 'Write when it happened: the day and the hour as far as they are known.',
  });
}
