import {
  addConcernAction,
  addConcernPerson,
  addConcernReferral,
  addReferralReply,
  answerFivePoints,
  attachCaptures,
  finishConcernAction,
  removeConcernCapture,
  removeConcernPerson,
  shareConcern,
} from '@lapwing/protocol/features/concerns/record.api.ts';
import { FIVE_POINTS, refersAtOnce } from '@lapwing/protocol/features/concerns/five-points.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { staffReach, staffWith } from '../accounts/index.ts';
import type { ConcernParts } from './deps.ts';
import { answer, byOf, holdFor, momentProblem } from './look.ts';
import { attach, involve } from './put-in.ts';
import {
  finishAction,
  insertAction,
  insertEntry,
  insertPoints,
  insertReferral,
  removeCapture,
  removePerson,
  replaceShare,
} from './store-changes.ts';
import { belongingTo, findConcern } from './store.ts';
import { POINT_WORDS, REFERRAL_WORDS, storable } from './words.ts';

/** What is added to a concern, piece by piece. Each leaves a line in the chronology. */
export function addRecordRoutes(parts: ConcernParts): void {
  const { routes } = parts;

  routes.school(addConcernPerson, {
    capability: 'concerns.manage',
    audit: 'concerns.people',
    async handle(call) {
      const held = await holdFor(parts, call, 'change');
      if (!held.ok) return held;
      const problem = await involve(call, call.body.person, 'person');
      if (problem !== null) return problem;
      return answer(parts, call, (concern) => `Named somebody in the concern about ${concern}`);
    },
  });
  routes.school(removeConcernPerson, {
    capability: 'concerns.manage',
    audit: 'concerns.people',
    async handle(call) {
      const { tx, actor, params, body } = call;
      const held = await holdFor(parts, call, 'change');
      if (!held.ok) return held;
      const { people } = await belongingTo(tx, params.id);
      const person = people.find(({ id }) => id === params.entryId);
      if (person === undefined) return notFound();
      if (person.part === 'subject' && people.filter(({ part }) => part === 'subject').length === 1) {
        return refuse('conflict', 'last-subject', 'A concern is about at least one pupil.', {
          remedy: 'Name the pupil whom it is about first, then take this one out.',
        });
      }
      await removePerson(tx, params.id, params.entryId);
      await insertEntry(tx, byOf(actor), params.id, {
        kind: 'person-removed',
        what: `${person.name} is not involved after all`,
        words: storable(body.reason),
      });
      return answer(parts, call, (concern) => `Took somebody out of the concern about ${concern}`);
    },
  });

  routes.school(attachCaptures, {
    capability: 'concerns.manage',
    audit: 'concerns.captures',
    async handle(call) {
      const held = await holdFor(parts, call, 'change');
      if (!held.ok) return held;
      const problem = await attach(parts, call, call.body.captureIds);
      if (problem !== null) return problem;
      const count = call.body.captureIds.length;
      return answer(
        parts,
        call,
        (concern) =>
          `Attached ${count === 1 ? 'a capture' : `${count} captures`} to the concern about ${concern}`,
      );
    },
  });
  routes.school(removeConcernCapture, {
    capability: 'concerns.manage',
    audit: 'concerns.captures',
    async handle(call) {
      const { tx, actor, params, body } = call;
      const held = await holdFor(parts, call, 'change');
      if (!held.ok) return held;
      const { captures } = await belongingTo(tx, params.id);
      if (!captures.some(({ id }) => id === params.captureId)) return notFound();
      await removeCapture(tx, params.id, params.captureId);
      await insertEntry(tx, byOf(actor), params.id, {
        kind: 'capture-removed',
        captureId: params.captureId,
        what: 'A capture does not belong to the concern after all',
        words: storable(body.reason),
      });
      return answer(parts, call, (concern) => `Took a capture out of the concern about ${concern}`);
    },
  });

  routes.school(addConcernAction, {
    capability: 'concerns.manage',
    audit: 'concerns.action',
    async handle(call) {
      const { tx, actor, params, body } = call;
      const held = await holdFor(parts, call, 'change');
      if (!held.ok) return held;
      const owner = (await staffWith(tx, 'concerns.view')).find(({ id }) => id === body.ownerId);
      const eyes = {
        accountId: body.ownerId,
        view: await staffReach(tx, body.ownerId, 'concerns.view'),
        manage: await staffReach(tx, body.ownerId, 'concerns.manage'),
      };
      const theirs = await findConcern(tx, eyes, params.id, parts.today());
      if (owner === undefined || theirs?.may_add !== true) {
        const who = owner?.name ?? 'Whoever was chosen';
        return refuse(
          'bad-request',
          'owner-sees-not',
          `${who} does not see this concern, or may only read it.`,
          {
            field: 'ownerId',
            remedy: 'Share it with them so that they may add, or choose somebody else.',
          },
        );
      }
      const what = storable(body.what);
      await insertAction(tx, byOf(actor), params.id, {
        what,
        owner: { id: owner.id, name: owner.name },
        due: body.due,
      });
      await insertEntry(tx, byOf(actor), params.id, {
        kind: 'action',
        what: `Action for ${owner.name}, due ${dayInWords(body.due)}`,
        words: what,
      });
      return answer(parts, call, (concern) => `Agreed an action in the concern about ${concern}`);
    },
  });
  // Named staff who may add say themselves what they have done.
  routes.signedIn(finishConcernAction, {
    audit: 'concerns.action',
    async handle(call) {
      const { tx, actor, params, body } = call;
      const held = await holdFor(parts, call, 'add');
      if (!held.ok) return held;
      const action = (await belongingTo(tx, params.id)).actions.find(({ id }) => id === params.actionId);
      if (action === undefined) return notFound();
      if (action.done_at === null) {
        const words = storable(body.words);
        await finishAction(tx, byOf(actor), action.id, words);
        await insertEntry(tx, byOf(actor), params.id, {
          kind: 'action-done',
          what: `Action done: ${action.what}`,
          ...(words === '' ? {} : { words }),
        });
      }
      return answer(parts, call, (concern) => `Said that an action is done in the concern about ${concern}`);
    },
  });

  routes.school(addConcernReferral, {
    capability: 'concerns.manage',
    audit: 'concerns.referral',
    async handle(call) {
      const { tx, actor, params, body } = call;
      const held = await holdFor(parts, call, 'change');
      if (!held.ok) return held;
      if (body.on > parts.today()) {
        return refuse('bad-request', 'not-yet', 'That day has not come yet.', {
          field: 'on',
          remedy: 'Write the day on which it was decided; what is still to be done is an action.',
        });
      }
      const referral = {
        to: body.to,
        detail: storable(body.detail),
        made: body.made,
        on: body.on,
        decidedBy: storable(body.decidedBy),
        reason: storable(body.reason),
      };
      await insertReferral(tx, byOf(actor), params.id, referral);
      const whom = `${REFERRAL_WORDS[body.to]}${referral.detail === '' ? '' : ` (${referral.detail})`}`;
      const how = body.made ? `Referred to ${whom}` : `Decided not to refer to ${whom}`;
      await insertEntry(tx, byOf(actor), params.id, {
        kind: 'referral',
        what: `${how} on ${dayInWords(body.on)}, by ${referral.decidedBy}`,
        words: referral.reason,
      });
      return answer(
        parts,
        call,
        (concern) =>
          `Recorded ${body.made ? 'a referral' : 'a decision not to refer'} in the concern about ${concern}`,
      );
    },
  });
  routes.school(addReferralReply, {
    capability: 'concerns.manage',
    audit: 'concerns.referral',
    async handle(call) {
      const { tx, actor, params, body } = call;
      const held = await holdFor(parts, call, 'change');
      if (!held.ok) return held;
      const referral = (await belongingTo(tx, params.id)).referrals.find(
        ({ id }) => id === params.referralId,
      );
      if (referral === undefined) return notFound();
      const late = momentProblem(parts, body.happenedAt);
      if (late !== null) return late;
      await insertEntry(tx, byOf(actor), params.id, {
        kind: 'reply',
        referralId: referral.id,
        what: `Answer from ${REFERRAL_WORDS[referral.referred_to]}`,
        words: storable(body.words),
        happenedAt: new Date(body.happenedAt),
      });
      return answer(
        parts,
        call,
        (concern) => `Recorded an answer to a referral in the concern about ${concern}`,
      );
    },
  });

  routes.school(answerFivePoints, {
    capability: 'concerns.manage',
    audit: 'concerns.five-points',
    async handle(call) {
      const { tx, actor, params, body } = call;
      const held = await holdFor(parts, call, 'change');
      if (!held.ok) return held;
      const words = storable(body.words);
      const answers = FIVE_POINTS.flatMap((point) => body.answers.filter((one) => one.point === point));
      await insertPoints(tx, byOf(actor), params.id, { answers, words });
      const yes = answers.filter(({ answer: said }) => said === 'yes').map(({ point }) => POINT_WORDS[point]);
      const open = answers.filter(({ answer: said }) => said === 'not-known').length;
      const found = refersAtOnce(answers)
        ? `Five points: refer at once. Yes to: ${yes.join('; ')}.`
        : 'Five points: none of them is so.';
      await insertEntry(tx, byOf(actor), params.id, {
        kind: 'five-points',
        what: `${found}${open === 0 ? '' : ` Not known: ${open}.`}`,
        ...(words === '' ? {} : { words }),
      });
      return answer(parts, call, (concern) => `Answered the five points in the concern about ${concern}`);
    },
  });

  routes.school(shareConcern, {
    capability: 'concerns.manage',
    audit: 'concerns.share',
    async handle(call) {
      const { tx, actor, params, body } = call;
      // A closed one can still be shown to somebody, and taken from them.
      const held = await holdFor(parts, call, 'change', 'allow');
      if (!held.ok) return held;
      const { shares } = await belongingTo(tx, params.id);
      const before = shares.find((share) => share.account_id === body.accountId);
      const account = (await staffWith(tx, 'concerns.view')).find(({ id }) => id === body.accountId);
      const known =
        account ?? (before === undefined ? null : { id: before.account_id, name: before.account_name });
      if (known === null) {
        return refuse('bad-request', 'account-unknown', 'There is no such member of staff.', {
          field: 'accountId',
          remedy: 'Choose somebody of the list.',
        });
      }
      const now = body.may === 'nothing' ? null : body.may === 'add';
      if ((before?.may_add ?? null) !== now) {
        await replaceShare(tx, byOf(actor), params.id, { id: known.id, name: known.name }, now);
        const how = { read: 'to read', add: 'to read and add', nothing: '' }[body.may];
        await insertEntry(tx, byOf(actor), params.id, {
          kind: 'shared',
          what: now === null ? `No longer shared with ${known.name}` : `Shared with ${known.name}, ${how}`,
        });
      }
      return answer(
        parts,
        call,
        (concern) =>
          `${now === null ? 'Stopped sharing' : 'Shared'} the concern about ${concern} with ${known.name}`,
      );
    },
  });
}

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `2026-11-14` as `14 Nov 2026`. */
function dayInWords(value: string): string {
  return day.format(new Date(`${value}T00:00:00Z`)).replace('Sept', 'Sep');
}
