import {
  addConcernEntry,
  changeConcern,
  FOUR_CS,
  listConcernChoices,
  listConcerns,
  openConcern,
  setConcernStatus,
  showConcern,
  showLastChange,
} from '@lapwing/protocol/features/concerns/api.ts';
import { countConcerns } from '@lapwing/protocol/features/concerns/count.api.ts';
import { Id, Instant } from '@lapwing/protocol/ids.ts';
import { POLICY_KEYS } from '@lapwing/protocol/vocabulary.ts';
import { accountByName } from '../../permissions/acting.ts';
import { can } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import { staffReach, staffWith } from '../accounts/index.ts';
import type { ConcernParts } from './deps.ts';
import { answer, byOf, changedMeanwhile, holdFor, momentProblem, sightOf } from './look.ts';
import { presentRisk, presentSummary } from './present.ts';
import { attach, involve } from './put-in.ts';
import { insertConcern, insertEntry, isNote, updateConcern, updateStatus } from './store-changes.ts';
import { lastChange } from './store-seen.ts';
import { countShared, listRows, type DetailRow } from './store.ts';
import { storable } from './words.ts';

/** The list, one concern, and what changes it as a whole. */
export function addConcernRoutes(parts: ConcernParts): void {
  const { routes, wordsOf } = parts;

  // For any signed-in person: named staff see what is shared with them, without a role that shows them concerns.
  routes.signedIn(listConcerns, {
    audit: 'concerns.list',
    async handle({ tx, actor, query }) {
      const rows = await listRows(tx, sightOf(actor), {
        status: query.status === 'any' ? undefined : query.status,
        personId: query.personId,
        owner: query.owner === 'me' ? actor.accountId : query.owner,
        risk: query.risk,
        search: query.search === undefined ? undefined : storable(query.search),
        today: parts.today(),
        after: placeOf(query.after),
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const words = await wordsOf(tx);
      return audited(
        {
          items: page.map((row) => presentSummary(row, words)),
          next: rows.length > query.limit && last !== undefined ? cursorOf(last) : null,
          may: {
            open: can(actor, 'concerns.manage')
              ? { allowed: true }
              : { allowed: false, reason: 'Your role does not include opening concerns.' },
            all: can(actor, 'concerns.view')
              ? { allowed: true }
              : { allowed: false, reason: 'You see the concerns that are shared with you.' },
          },
        },
        { summary: `Looked at the list of concerns (${page.length} shown)`, subject: null },
      );
    },
  });
  routes.school(listConcernChoices, {
    capability: 'concerns.view',
    audit: 'none',
    async handle({ tx }) {
      const words = await wordsOf(tx);
      const shown: Array<{ id: string; name: string; sees: 'all' | 'some' | 'none' }> = [];
      for (const { id, name, holds } of await staffWith(tx, 'concerns.view')) {
        const reach = holds ? await staffReach(tx, id, 'concerns.view') : null;
        shown.push({ id, name, sees: reach === null ? 'none' : reach.kind === 'school' ? 'all' : 'some' });
      }
      const risks = POLICY_KEYS.map((key) => presentRisk(key, words)).toSorted((a, b) =>
        a.title.localeCompare(b.title, 'en-GB'),
      );
      return unaudited({
        risks: [...risks, presentRisk('other', words)],
        staff: shown,
      });
    },
  });
  routes.signedIn(countConcerns, {
    audit: 'none',
    handle: async ({ tx, actor }) => unaudited({ shared: await countShared(tx, accountByName(actor)) }),
  });
  routes.signedIn(showLastChange, {
    audit: 'none',
    async handle({ tx, actor, params }) {
      const row = await lastChange(tx, sightOf(actor), params.id);
      if (row === null) return notFound();
      return unaudited({ changedAt: row.changed_at.toISOString(), changedBy: row.changed_name });
    },
  });
  routes.signedIn(showConcern, {
    audit: 'concerns.view',
    handle: (call) => answer(parts, call, (concern) => `Opened the concern about ${concern}`),
  });

  routes.school(openConcern, {
    capability: 'concerns.manage',
    audit: 'concerns.open',
    async handle(call) {
      const { tx, actor, body } = call;
      const by = byOf(actor);
      const own = { ...call, params: { id: body.id } };
      const late = momentProblem(parts, body.happenedAt);
      if (late !== null) return late;
      if (!body.people.some((person) => person.part === 'subject')) {
        return refuse('bad-request', 'no-subject', 'A concern is about at least one pupil.', {
          field: 'people',
          remedy: 'Name the pupil whom it is about as a subject.',
        });
      }
      const made = await insertConcern(tx, by, {
        id: body.id,
        title: storable(body.title),
        risk: body.risk,
        fourCs: FOUR_CS.filter((one) => body.fourCs.includes(one)),
        nudes: body.nudes,
      });
      if (made) {
        await insertEntry(tx, by, body.id, {
          kind: 'opened',
          what: 'Opened the concern',
          words: storable(body.words),
          happenedAt: new Date(body.happenedAt),
        });
        for (const [place, person] of body.people.entries()) {
          const problem = await involve(own, person, `people.${place}`);
          if (problem !== null) return problem;
        }
        const problem = await attach(parts, own, body.captureIds);
        if (problem !== null) return problem;
        parts.announce(tx, body.id);
      }
      // A form sent twice shows what the first one made, to whoever may see it.
      return answer(parts, own, (concern) => `Opened a concern about ${concern}`);
    },
  });

  routes.school(changeConcern, {
    capability: 'concerns.manage',
    audit: 'concerns.change',
    async handle(call) {
      const { tx, actor, params, body } = call;
      const held = await holdFor(parts, call, 'change');
      if (!held.ok) return held;
      const { row } = held;
      if (row.revision !== body.revision) return changedMeanwhile(row);
      const next = {
        title: body.title === undefined ? row.title : storable(body.title),
        risk: body.risk ?? row.risk,
        fourCs: body.fourCs === undefined ? row.four_cs : FOUR_CS.filter((one) => body.fourCs?.includes(one)),
        nudes: body.nudes ?? row.nudes,
        outcome: body.outcome === undefined ? row.outcome : storable(body.outcome),
      };
      const words = await wordsOf(tx);
      const did = changesInWords(row, next, (key) => presentRisk(key, words).title);
      if (did.length > 0) {
        await updateConcern(tx, byOf(actor), params.id, next);
        const outcome = next.outcome !== row.outcome && next.outcome !== '' ? { words: next.outcome } : {};
        await insertEntry(tx, byOf(actor), params.id, { kind: 'changed', what: did.join(' '), ...outcome });
      }
      return answer(parts, call, (concern) => `Changed the concern about ${concern}`);
    },
  });

  routes.school(setConcernStatus, {
    capability: 'concerns.manage',
    audit: 'concerns.status',
    async handle(call) {
      const { tx, actor, params, body } = call;
      const held = await holdFor(parts, call, 'change', 'allow');
      if (!held.ok) return held;
      if (held.row.revision !== body.revision) return changedMeanwhile(held.row);
      const closes = body.status === 'closed';
      if (held.row.status !== body.status) {
        const reason = storable(body.reason);
        await updateStatus(tx, byOf(actor), params.id, closes ? reason : null);
        await insertEntry(tx, byOf(actor), params.id, {
          kind: closes ? 'closed' : 'reopened',
          what: closes ? 'Closed the concern' : 'Opened the concern again',
          words: reason,
        });
      }
      return answer(
        parts,
        call,
        (concern) => `${closes ? 'Closed' : 'Opened again'} the concern about ${concern}`,
      );
    },
  });

  routes.signedIn(addConcernEntry, {
    audit: 'concerns.entry',
    async handle(call) {
      const { tx, actor, params, body } = call;
      const held = await holdFor(parts, call, 'add');
      if (!held.ok) return held;
      const late = momentProblem(parts, body.happenedAt);
      if (late !== null) return late;
      if (body.corrects !== null && !(await isNote(tx, params.id, body.corrects))) {
        return refuse(
          'bad-request',
          'line-unknown',
          'The line that this one puts right is not of this concern.',
          {
            field: 'corrects',
            remedy: 'Choose a line of its chronology that somebody has written.',
          },
        );
      }
      await insertEntry(tx, byOf(actor), params.id, {
        kind: 'note',
        words: storable(body.words),
        happenedAt: new Date(body.happenedAt),
        corrects: body.corrects,
      });
      return answer(parts, call, (concern) => `Wrote in the chronology of the concern about ${concern}`);
    },
  });
}

type Fields = Pick<DetailRow, 'title' | 'risk' | 'nudes' | 'outcome'> & {
  readonly fourCs: readonly string[];
};

/** What was changed, one sentence each, with what was there before. */
function changesInWords(
  row: DetailRow,
  next: Fields,
  riskTitle: (risk: DetailRow['risk']) => string,
): string[] {
  const did: string[] = [];
  if (next.title !== row.title) did.push(`The title was “${row.title}” and is now “${next.title}”.`);
  if (next.risk !== row.risk)
    did.push(`The risk was ${riskTitle(row.risk)} and is now ${riskTitle(next.risk)}.`);
  const [before, after] = [row.four_cs.join(', ') || 'none', next.fourCs.join(', ') || 'none'];
  if (before !== after) did.push(`The four Cs were ${before} and are now ${after}.`);
  if (next.nudes !== row.nudes) {
    did.push(
      next.nudes ? 'Nudes or semi-nudes may be involved.' : 'Nudes or semi-nudes are not involved after all.',
    );
  }
  if (next.outcome !== row.outcome) {
    did.push(
      row.outcome === ''
        ? 'The outcome was written.'
        : `The outcome was “${row.outcome}” and has been changed.`,
    );
  }
  return did;
}

function cursorOf(row: { status: string; actions_overdue: number; changed_at: Date; id: string }): string {
  return encodeCursor([
    row.status === 'closed' ? '1' : '0',
    row.actions_overdue === 0 ? '1' : '0',
    row.changed_at.toISOString(),
    row.id,
  ]);
}

/** Where a page goes on; anything else than a cursor of ours starts the list anew. */
function placeOf(cursor: string | undefined): Parameters<typeof listRows>[2]['after'] {
  const [closed, calm, at, id] = decodeCursor(cursor, 4) ?? [];
  if (!Instant.safeParse(at).success || !Id.safeParse(id).success) return null;
  if (at === undefined || id === undefined) return null;
  return { closed: closed === '1', calm: calm === '1', changedAt: new Date(at), id };
}
