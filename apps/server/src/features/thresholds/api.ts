import {
  listThresholdActs,
  listThresholds,
  PREVIEW_DAYS,
  previewThreshold,
  saveThreshold,
  undoThresholdAct,
} from '@lapwing/protocol/features/thresholds/api.ts';
import { Id, Instant } from '@lapwing/protocol/ids.ts';
import { POLICY_KEYS } from '@lapwing/protocol/vocabulary.ts';
import { accountByName } from '../../permissions/acting.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited } from '../../permissions/routes.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/page.ts';
import { staffWith } from '../accounts/index.ts';
import { endTimedMembership } from '../groups/index.ts';
import { replay, severitiesFrom, type Countable } from './judge.ts';
import type { ThresholdsDeps } from './parts.ts';
import { presentAct, presentRule } from './present.ts';
import {
  capturesOfAct,
  groupsToPutIn,
  heldByAnother,
  holdRule,
  listActRows,
  listRules,
  markUndone,
  namesOf,
  pastByPerson,
  saveRule,
  type ActSight,
} from './store.ts';

/** Captures of the past that a preview looks at, at most. */
const MOST_PAST = 50_000;
const NAMES = 12;
const DAY_MS = 86_400_000;

/** By role whoever may see both what rules do and the captures of the person; and those who are named in the rule. */
function sightOf(actor: Actor): ActSight {
  const captures = reachOf(actor, 'captures.view');
  return {
    accountId: accountByName(actor),
    people: can(actor, 'thresholds.view') ? captures : null,
    captures,
  };
}

export function addThresholdRoutes(parts: ThresholdsDeps): void {
  const { routes, wordsOf } = parts;

  routes.school(listThresholds, {
    capability: 'thresholds.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const words = await wordsOf(tx);
      const staff = await staffWith(tx, 'captures.view');
      return unaudited({
        rules: (await listRules(tx)).map((row) => presentRule(row, staff, words)),
        staff: staff.filter(({ holds }) => holds).map(({ id, name }) => ({ id, name })),
        risks: POLICY_KEYS.map((key) => ({ key, title: words.policyTitle(key) })).toSorted((a, b) =>
          a.title.localeCompare(b.title, 'en-GB'),
        ),
        groups: await groupsToPutIn(tx),
        may: {
          manage: can(actor, 'thresholds.manage')
            ? { allowed: true }
            : { allowed: false, reason: 'Your role does not include changing threshold rules.' },
        },
      });
    },
  });

  routes.school(saveThreshold, {
    capability: 'thresholds.manage',
    audit: 'thresholds.save',
    async handle({ tx, actor, params, body }) {
      const { rule } = body;
      const held = await holdRule(tx, params.id);
      if (held === null && body.revision !== null) return notFound();
      if (held !== null && held.revision !== body.revision) {
        return refuse(
          'conflict',
          'changed-meanwhile',
          `${held.changed_name} has changed the rule since you opened it.`,
          {
            remedy: 'Look at it as it is now, and then save again; what you wrote has not been lost.',
          },
        );
      }
      const group = rule.group;
      if (group !== null && !(await groupsToPutIn(tx)).some(({ id }) => id === group.id)) {
        return refuse('bad-request', 'group-unknown', 'Nobody can be put in that group by a rule.', {
          field: 'rule.group',
          remedy: 'Choose a group of people that is shared.',
        });
      }
      const staff = await staffWith(tx, 'captures.view');
      const stranger = rule.staff.find((account) => !staff.some(({ id, holds }) => id === account && holds));
      if (stranger !== undefined) {
        const name = staff.find(({ id }) => id === stranger)?.name ?? 'Somebody named';
        return refuse('bad-request', 'staff-sees-not', `${name} may not see captures.`, {
          field: 'rule.staff',
          remedy: 'Name staff whose role shows them captures.',
        });
      }
      await saveRule(
        tx,
        params.id,
        { ...rule, name: storable(rule.name) },
        {
          id: actor.accountId,
          name: actor.name,
        },
      );
      const saved = await holdRule(tx, params.id);
      if (saved === null) throw new Error('the rule was just saved');
      const shown = presentRule(saved, staff, await wordsOf(tx));
      return audited(shown, {
        summary: `${held === null ? 'Made' : 'Changed'} the threshold rule ${shown.rule.name}${rule.enabled ? '' : ' (off)'}: ${shown.inWords}`,
        subject: { kind: 'threshold', id: params.id },
      });
    },
  });

  routes.school(previewThreshold, {
    capability: 'thresholds.manage',
    audit: 'thresholds.preview',
    async handle({ tx, actor, reach, body }) {
      const { rule } = body;
      const severities = severitiesFrom(rule.severity);
      const past = await pastByPerson(tx, reach, rule, severities, PREVIEW_DAYS + rule.days, MOST_PAST + 1);
      const byPerson = new Map<string, Countable[]>();
      for (const capture of past.slice(0, MOST_PAST)) {
        const own = byPerson.get(capture.personId);
        if (own === undefined) byPerson.set(capture.personId, [capture]);
        else own.push(capture);
      }
      const since = parts.clock.now() - PREVIEW_DAYS * DAY_MS;
      let acts = 0;
      const people: string[] = [];
      for (const [personId, captures] of byPerson) {
        const own = replay(rule, captures).filter(({ at }) => at >= since).length;
        if (own > 0) people.push(personId);
        acts += own;
      }
      const captures = reachOf(actor, 'captures.view');
      return audited(
        {
          people: people.length,
          acts,
          names: captures === null ? [] : await namesOf(tx, captures, people, NAMES),
          cut: past.length > MOST_PAST,
        },
        {
          summary: `Tried a threshold rule on the last ${PREVIEW_DAYS} days: ${people.length} people`,
          subject: null,
        },
      );
    },
  });

  // For any signed-in person: who is named in a rule sees what it did, whatever their role.
  routes.signedIn(listThresholdActs, {
    audit: 'thresholds.list-acts',
    async handle({ tx, actor, query }) {
      const rows = await listActRows(tx, sightOf(actor), {
        personId: query.personId,
        after: placeOf(query.after),
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const words = await wordsOf(tx);
      const mayUndo = can(actor, 'thresholds.manage');
      return audited(
        {
          items: page.map((row) => presentAct(row, mayUndo, words)),
          next:
            rows.length > query.limit && last !== undefined
              ? encodeCursor([last.at.toISOString(), last.id])
              : null,
        },
        { summary: `Looked at what threshold rules did (${page.length} shown)`, subject: null },
      );
    },
  });

  routes.school(undoThresholdAct, {
    capability: 'thresholds.manage',
    audit: 'thresholds.undo',
    async handle({ tx, actor, params, body }) {
      const one = { id: params.id, personId: undefined, after: null, limit: 1 };
      const [row] = await listActRows(tx, sightOf(actor), one);
      if (row === undefined) return notFound();
      const reason = storable(body.reason);
      if (!(await markUndone(tx, row.id, { id: actor.accountId, name: actor.name }, reason))) {
        return refuse('conflict', 'undone', `${row.undone_name ?? 'Somebody'} has taken it back already.`, {
          remedy: 'Nothing more is to be done.',
        });
      }
      const { group_id: groupId } = row;
      if (groupId !== null && row.put_in && !(await heldByAnother(tx, row))) {
        await endTimedMembership(tx, groupId, row.person_id);
        const { schoolId } = tx;
        tx.afterCommit(() => parts.groupsChanged(schoolId));
      }
      const did = `${actor.name} took back what the rule “${row.rule_name}” did: ${reason}`;
      for (const captureId of await capturesOfAct(tx, row.id)) await parts.noteOnCapture(tx, captureId, did);
      const [after] = await listActRows(tx, sightOf(actor), one);
      if (after === undefined) return notFound();
      return audited(presentAct(after, true, await wordsOf(tx)), {
        summary: `Took back what the threshold rule ${row.rule_name} did to ${row.person_name}`,
        subject: { kind: 'person', id: row.person_id },
      });
    },
  });
}

/** PostgreSQL keeps no NUL. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

function placeOf(cursor: string | undefined): { at: Date; id: string } | null {
  const [at, id] = decodeCursor(cursor, 2) ?? [];
  if (!Instant.safeParse(at).success || !Id.safeParse(id).success) return null;
  return at === undefined || id === undefined ? null : { at: new Date(at), id };
}
