import {
  countCaptures,
  listCaptures,
  showCapture,
  type CaptureDetail,
} from '@lapwing/protocol/features/captures/api.ts';
import {
  addCaptureNote,
  setCaptureStatus,
  takeCapture,
} from '@lapwing/protocol/features/captures/triage.api.ts';
import { Id, Instant } from '@lapwing/protocol/ids.ts';
import { needsRationale, type CaptureStatus } from '@lapwing/protocol/features/captures/status.ts';
import { reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import type { CaptureHooks } from './hooks.ts';
import type { Announce } from './announce.ts';
import { presentDetail, presentSummary, viewerOf, type PolicyWords, type WordsOf } from './present.ts';
import {
  countOpen,
  evidenceOf,
  findDetail,
  historyOf,
  listRows,
  otherCaptures,
  type DetailRow,
  type SummaryRow,
} from './store-read.ts';
import { assign, holdForTriage, insertHistory, setStatus, type HeldCapture } from './store.ts';

/** Which version of the library, and which change of the policies, a device held that had these contents. */
export type HeldAt = (tx: SchoolTx, pack: string, rules: string | null) => Promise<CaptureDetail['caughtBy']>;

/** Other captures of the person that the detail lists. */
const EARLIER = 20;

const STATUS_WORDS: Readonly<Record<CaptureStatus, string>> = Object.freeze({
  unclassified: 'Unclassified',
  'requires-attention': 'Requires attention',
  'under-investigation': 'Under investigation',
  escalated: 'Escalated',
  resolved: 'Resolved',
  'false-positive': 'False positive',
  'false-positive-allowed': 'False positive, let pass',
});

/** Adds the routes of the captures. */
export function addCaptureRoutes(deps: {
  routes: Routes;
  announce: Announce;
  wordsOf: WordsOf;
  heldAt: HeldAt;
  hooks: Required<CaptureHooks>;
}): void {
  const { routes, announce, wordsOf } = deps;

  async function detail(
    tx: SchoolTx,
    actor: Actor,
    reach: Reach,
    id: string,
  ): Promise<{ row: DetailRow; words: PolicyWords; shown: CaptureDetail } | null> {
    const row = await findDetail(tx, reach, id);
    if (row === null) return null;
    const belonging = {
      history: await historyOf(tx, id),
      evidence: await evidenceOf(tx, id),
      earlier: row.person_id === null ? [] : await otherCaptures(tx, reach, row.person_id, id, EARLIER),
      caughtBy: await deps.heldAt(tx, row.pack, row.rules),
    };
    const words = await wordsOf(tx);
    return { row, words, shown: presentDetail(row, belonging, viewerOf(actor), words) };
  }

  /** The capture as it is after a change that was just made. */
  async function changed(
    call: { tx: SchoolTx; actor: Actor; params: { id: string } },
    summary: (capture: string) => string,
  ): Promise<ReturnType<typeof audited<CaptureDetail>> | ReturnType<typeof notFound>> {
    const reach = reachOf(call.actor, 'captures.view');
    const after = reach === null ? null : await detail(call.tx, call.actor, reach, call.params.id);
    if (after === null) return notFound();
    announce(call.tx, 'captures/changed', call.params.id);
    return audited(after.shown, {
      summary: summary(inWords(after.row, after.words)),
      subject: { kind: 'capture', id: call.params.id },
    });
  }

  routes.school(countCaptures, {
    capability: 'captures.view',
    audit: 'none',
    handle: async ({ tx, reach }) => unaudited(await countOpen(tx, reach)),
  });
  routes.school(listCaptures, {
    capability: 'captures.view',
    audit: 'captures.list',
    async handle({ tx, actor, reach, query }) {
      const rows = await listRows(tx, reach, {
        status: query.status,
        severity: query.severity,
        policy: query.policy,
        groupId: query.groupId,
        viewer: {
          accountId: actor.accountId,
          reach: reachOf(actor, 'groups.view') ?? { kind: 'groups', groupIds: [] },
        },
        personId: query.personId,
        deviceId: query.deviceId,
        after: placeOf(query.after),
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const viewer = viewerOf(actor);
      const words = await wordsOf(tx);
      return audited(
        {
          items: page.map((row) => presentSummary(row, viewer, words)),
          next:
            rows.length > query.limit && last !== undefined
              ? encodeCursor([last.received_at.toISOString(), last.id])
              : null,
          open: await countOpen(tx, reach),
        },
        { summary: `Looked at the list of captures (${listInWords(query, page.length)})`, subject: null },
      );
    },
  });

  routes.school(showCapture, {
    capability: 'captures.view',
    audit: 'captures.view',
    async handle({ tx, actor, reach, params }) {
      const found = await detail(tx, actor, reach, params.id);
      if (found === null) return notFound();
      await deps.hooks.opened(tx, params.id, by(actor));
      return audited(found.shown, {
        summary: `Opened the capture of ${inWords(found.row, found.words)}`,
        subject: { kind: 'capture', id: params.id },
      });
    },
  });

  routes.school(takeCapture, {
    capability: 'captures.triage',
    audit: 'captures.take',
    async handle(call) {
      const { tx, actor, reach, params, body } = call;
      const held = await holdForTriage(tx, params.id, reach);
      if (held === null) return notFound();
      if (held.revision !== body.revision) return changedMeanwhile(held);
      if (held.assignedTo?.id !== actor.accountId) await assign(tx, params.id, by(actor));
      return changed(call, (capture) => `Took the capture of ${capture}`);
    },
  });

  routes.school(setCaptureStatus, {
    capability: 'captures.triage',
    audit: 'captures.status',
    async handle(call) {
      const { tx, actor, reach, params, body } = call;
      const held = await holdForTriage(tx, params.id, reach);
      if (held === null) return notFound();
      if (held.revision !== body.revision) return changedMeanwhile(held);
      const rationale = body.rationale === null || body.rationale === '' ? null : storable(body.rationale);
      if (rationale === null && needsRationale(body.status)) {
        return refuse(
          'bad-request',
          'rationale-needed',
          'Closing or escalating a capture asks for the reason.',
          {
            field: 'rationale',
            remedy: 'Write in a sentence why you decided so.',
          },
        );
      }
      await setStatus(tx, params.id, by(actor), { from: held.status, to: body.status, rationale });
      return changed(
        call,
        (capture) =>
          `Set the capture of ${capture} from ${STATUS_WORDS[held.status]} to ${STATUS_WORDS[body.status]}`,
      );
    },
  });

  routes.school(addCaptureNote, {
    capability: 'captures.triage',
    audit: 'captures.note',
    async handle(call) {
      const { tx, actor, reach, params, body } = call;
      if ((await holdForTriage(tx, params.id, reach)) === null) return notFound();
      await insertHistory(tx, params.id, by(actor), 'note', storable(body.text));
      return changed(call, (capture) => `Wrote a note on the capture of ${capture}`);
    },
  });
}

/** A capture in the words of the audit: whose it is and what it is about, and nothing of what was written. */
export function inWords(
  row: Pick<SummaryRow, 'person_name' | 'account_name' | 'device_name' | 'policy' | 'severity'>,
  words: Pick<PolicyWords, 'policyTitle'>,
): string {
  const account = row.account_name === null ? null : `the account ${row.account_name}`;
  const who = row.person_name ?? account ?? `somebody at the device ${row.device_name}`;
  return `${who} (${words.policyTitle(row.policy).toLowerCase()}, ${row.severity})`;
}

function by(actor: Actor): { id: string; name: string } {
  return { id: actor.accountId, name: actor.name };
}

/** PostgreSQL keeps no NUL. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

function changedMeanwhile(held: HeldCapture): ReturnType<typeof refuse> {
  const whose = held.assignedTo === null ? '' : ` ${held.assignedTo.name} has it.`;
  return refuse('conflict', 'changed-meanwhile', `The capture has changed since you opened it.${whose}`, {
    remedy: 'Look at it as it is now, and then decide again; what you wrote has not been lost.',
  });
}

/** Where a page goes on; anything else than a cursor of ours starts the list anew. */
function placeOf(cursor: string | undefined): { receivedAt: Date; id: string } | null {
  const [at, id] = decodeCursor(cursor, 2) ?? [];
  if (!Instant.safeParse(at).success || !Id.safeParse(id).success) return null;
  return at === undefined || id === undefined ? null : { receivedAt: new Date(at), id };
}

function listInWords(
  query: {
    status?: string | undefined;
    severity?: string | undefined;
    policy?: string | undefined;
    groupId?: string | undefined;
    personId?: string | undefined;
    deviceId?: string | undefined;
  },
  shown: number,
): string {
  const filters = [
    query.status,
    query.severity,
    query.policy,
    query.groupId === undefined ? undefined : 'one group',
    query.personId === undefined ? undefined : 'one person',
    query.deviceId === undefined ? undefined : 'one device',
  ].filter((filter) => filter !== undefined);
  return [...filters, `${shown} shown`].join(', ');
}
