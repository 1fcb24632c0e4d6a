import {
  askSealed,
  decideSealed,
  decideSealedRule,
  listSealedAsks,
  openSealed,
  SECOND_OFF_DAYS,
  setSealedRule,
  showSealed,
  showSealedRule,
  type SealedAsk,
  type SealedRule,
  type SealedState,
} from '@lapwing/protocol/features/evidence/sealed.api.ts';
import type { Actor, Reach } from '../../permissions/actor.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import {
  captureInWords,
  findSummary,
  insertHistory,
  type Announce,
  type PolicyWords,
  type SummaryRow,
} from '../captures/index.ts';
import {
  askSecondOff,
  askToOpen,
  decideAsk,
  decideSecondOff,
  findAsk,
  findRule,
  newestAsk,
  readingsOf,
  readSealed,
  switchSecondOn,
  waitingAsks,
  type AskRow,
  type SealedRuleRow,
} from './store-sealed.ts';

/**
 * Sealed evidence is opened by who holds the right, with a reason, and where the school wants it with the yes of a
 * second such person, for ten minutes. To look at such material can itself be an offence: who did so, when and why
 * stands in the history, the audit, and a record that the application cannot change.
 */
export function addSealedRoutes(deps: {
  routes: Routes;
  announce: Announce;
  words: Pick<PolicyWords, 'policyTitle'>;
}): void {
  const { routes, announce } = deps;

  const noteOf = (what: string, capture: SummaryRow) => ({
    summary: `${what} ${captureInWords(capture, deps.words)}`,
    subject: { kind: 'capture', id: capture.id },
  });

  routes.school(showSealed, {
    capability: 'evidence.sealed',
    audit: 'none',
    async handle({ tx, actor, reach, params }) {
      const capture = await findSealed(tx, reach, params.captureId);
      return capture === null ? notFound() : unaudited(await stateOf(tx, actor, reach, capture.id));
    },
  });

  routes.school(askSealed, {
    capability: 'evidence.sealed',
    audit: 'evidence.sealed-ask',
    async handle({ tx, actor, reach, params, body }) {
      const capture = await findSealed(tx, reach, params.captureId);
      if (capture === null) return notFound();
      const before = await newestAsk(tx, capture.id, actor.accountId);
      if (before?.state === 'waiting' || before?.state === 'open') {
        return refuse('conflict', 'asked-already', 'You have asked already.', {
          remedy:
            before.state === 'open' ? 'It is open to you.' : 'Wait for the answer of the second person.',
        });
      }
      await askToOpen(tx, capture.id, { id: actor.accountId, name: actor.name }, body.reason);
      announce(tx, 'captures/changed', capture.id);
      return audited(
        await stateOf(tx, actor, reach, capture.id),
        noteOf('Asked to open the sealed evidence of', capture),
      );
    },
  });

  routes.school(listSealedAsks, {
    capability: 'evidence.sealed',
    audit: 'none',
    async handle({ tx, actor, reach }) {
      const asks = await waitingAsks(tx, reach, actor.accountId, null);
      const { offAsked } = presentRule(await findRule(tx), actor);
      return unaudited({ asks: asks.map(presentAsk), offAsked: offAsked?.own === false ? offAsked : null });
    },
  });

  routes.school(decideSealed, {
    capability: 'evidence.sealed',
    audit: 'evidence.sealed-decide',
    async handle({ tx, actor, reach, params, body }) {
      const ask = await findAsk(tx, reach, params.id);
      const capture = ask === null ? null : await findSealed(tx, reach, ask.capture_id);
      if (ask === null || capture === null) return notFound();
      if (ask.asked_by === actor.accountId) {
        return refuse('not-allowed', 'own-asking', 'A second person answers, not whoever asked.');
      }
      const by = { id: actor.accountId, name: actor.name };
      if (!(await decideAsk(tx, ask.id, by, body.approve, body.answer))) {
        return refuse('conflict', 'decided-already', 'It was answered already, or is older than a day.', {
          remedy: 'Reload to see how it stands.',
        });
      }
      announce(tx, 'captures/changed', capture.id);
      return audited(
        await stateOf(tx, actor, reach, capture.id),
        noteOf(
          body.approve
            ? `Agreed that ${ask.asked_name} opens the sealed evidence of`
            : `Refused that ${ask.asked_name} opens the sealed evidence of`,
          capture,
        ),
      );
    },
  });

  routes.school(openSealed, {
    capability: 'evidence.sealed',
    audit: 'evidence.sealed-open',
    async handle({ tx, actor, reach, params }) {
      const capture = await findSealed(tx, reach, params.captureId);
      const ask = capture === null ? null : await newestAsk(tx, capture.id, actor.accountId);
      if (capture === null) return notFound();
      if (ask === null || ask.state !== 'open' || ask.open_until === null) {
        return refuse('not-allowed', 'not-open', 'It is not open to you now.', {
          remedy: 'Ask to open it, with the reason.',
        });
      }
      const wordings = await readSealed(tx, ask.id, actor.accountId);
      const by = { id: actor.accountId, name: actor.name };
      await insertHistory(tx, capture.id, by, 'sealed-opened', ask.reason);
      announce(tx, 'captures/changed', capture.id);
      return audited(
        {
          captureId: capture.id,
          until: ask.open_until.toISOString(),
          wordings: wordings.map((wording) => ({
            at: wording.at.toISOString(),
            sentence: wording.sentence ?? '',
            start: wording.match_start ?? 0,
            end: wording.match_end ?? 0,
            windowTitle: wording.window_title,
            url: wording.url,
          })),
        },
        { ...noteOf('Opened the sealed words of', capture), outcome: 'opened' as const },
      );
    },
  });

  addRule(routes);
}

/** That a second person must agree: one person switches it on, two switch it off. */
function addRule(routes: Routes): void {
  routes.school(showSealedRule, {
    capability: 'evidence.sealed',
    audit: 'none',
    handle: async ({ tx, actor }) => unaudited(presentRule(await findRule(tx), actor)),
  });

  routes.school(setSealedRule, {
    capability: 'captures.manage',
    audit: 'evidence.sealed-rule',
    async handle({ tx, actor, body }) {
      const by = { id: actor.accountId, name: actor.name };
      const before = await findRule(tx);
      let summary = 'Decided that sealed evidence needs the yes of a second person';
      if (body.secondLook) {
        await switchSecondOn(tx, by);
      } else if (before?.second_look !== true) {
        summary = 'Asked that sealed evidence need no second person; it needs none';
      } else if (await askSecondOff(tx, by)) {
        summary = 'Asked that sealed evidence need no second person; somebody else must agree';
      } else {
        return refuse(
          'conflict',
          'asked-already',
          `${before.off_asked_name ?? 'Somebody'} has asked for that already.`,
          { remedy: 'Somebody else who may open sealed evidence must agree to it.' },
        );
      }
      return audited(presentRule(await findRule(tx), actor), { summary, subject: null });
    },
  });

  routes.school(decideSealedRule, {
    capability: 'evidence.sealed',
    audit: 'evidence.sealed-rule',
    async handle({ tx, actor, body }) {
      const before = await findRule(tx);
      const own = before?.off_asked_by === actor.accountId;
      if (own) return refuse('not-allowed', 'own-asking', 'A second person answers, not whoever asked.');
      const by = { id: actor.accountId, name: actor.name };
      if (!(await decideSecondOff(tx, by, body.agree))) {
        return refuse('conflict', 'nobody-asks', 'Nobody asks for it any more.', {
          remedy: 'Reload to see how it stands.',
        });
      }
      const asked = before?.off_asked_name ?? '';
      return audited(presentRule(await findRule(tx), actor), {
        summary: body.agree
          ? `Agreed with ${asked} that sealed evidence needs no second person`
          : `Refused what ${asked} asked: sealed evidence still needs the yes of a second person`,
        subject: null,
      });
    },
  });
}

/** The capture within the reach, if it is sealed. */
async function findSealed(tx: SchoolTx, reach: Reach, captureId: string): Promise<SummaryRow | null> {
  const row = await findSummary(tx, reach, captureId);
  return row?.sealed === true ? row : null;
}

async function stateOf(tx: SchoolTx, actor: Actor, reach: Reach, captureId: string): Promise<SealedState> {
  const own = await newestAsk(tx, captureId, actor.accountId);
  const rule = await findRule(tx);
  const others = await waitingAsks(tx, reach, actor.accountId, captureId);
  const readings = await readingsOf(tx, captureId);
  return {
    secondLook: rule?.second_look ?? false,
    own: own === null ? null : presentAsk(own),
    toDecide: others.map(presentAsk),
    openings: readings.map((reading) => ({ by: reading.by_name, at: reading.at.toISOString() })),
  };
}

function presentAsk(row: AskRow): SealedAsk {
  return {
    id: row.id,
    captureId: row.capture_id,
    by: row.asked_name,
    reason: row.reason,
    askedAt: row.asked_at.toISOString(),
    state: row.state,
    decidedBy: row.decided_name,
    answer: row.answer,
    openUntil: row.open_until?.toISOString() ?? null,
  };
}

const OFF_MS = SECOND_OFF_DAYS * 86_400_000;

function presentRule(row: SealedRuleRow | null, actor: Actor): SealedRule {
  return {
    secondLook: row?.second_look ?? false,
    changed: row === null ? null : { by: row.changed_name, at: row.changed_at.toISOString() },
    offAsked:
      row === null || row.off_asked_at === null || row.off_asked_name === null
        ? null
        : {
            by: row.off_asked_name,
            at: row.off_asked_at.toISOString(),
            until: new Date(row.off_asked_at.getTime() + OFF_MS).toISOString(),
            own: row.off_asked_by === actor.accountId,
          },
  };
}
