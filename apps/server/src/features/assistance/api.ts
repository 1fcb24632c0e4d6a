import { randomUUID } from 'node:crypto';
import { answerAssistance, listAssistance } from '@lapwing/protocol/features/assistance/api.ts';
import { reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import { audited, auditStands } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse, type Refused } from '../../platform/http/outcome.ts';
import { momentOf, schoolClock } from '../alerts/index.ts';
import { storable } from '../captures/index.ts';
import { createLooks } from './looks.ts';
import { patternOf } from './page.ts';
import type { AssistanceParts } from './parts.ts';
import { isOpen, nameOf, outcomeOf, presentRequest } from './present.ts';
import {
  holdRequest,
  listOpen,
  listOver,
  setAnswer,
  type Answer,
  type RequestRow,
  type RequestSight,
} from './store.ts';
import type { Told } from './told.ts';
import type { z } from 'zod';

type Body = z.output<(typeof answerAssistance)['body']>;
type Answered = { ok: true; answer: Answer; did: string } | { ok: false; refused: Refused };

export function sightOf(actor: Actor, reach: Reach): RequestSight {
  return { reach, setting: reachOf(actor, 'restrictions.set') };
}

export function addAssistanceRoutes(parts: AssistanceParts, told: Told): void {
  const { routes, clock } = parts;
  const looks = createLooks(() => clock.now());

  async function present(tx: SchoolTx, row: RequestRow): Promise<ReturnType<typeof presentRequest>> {
    const because =
      row.url === null || !isOpen(row)
        ? null
        : await parts.closedBecause(tx, { deviceId: row.device_id, personId: row.person_id, url: row.url });
    return presentRequest(row, because, parts.allow !== null);
  }

  routes.school(listAssistance, {
    capability: 'assistance.answer',
    audit: 'assistance.list',
    async handle({ tx, actor, reach, query }) {
      const sight = sightOf(actor, reach);
      const lessonId = query.lessonId ?? null;
      const { day } = schoolClock(parts.timeZone, clock.now());
      const today = new Date(momentOf(parts.timeZone, day, '00:00'));
      const rows = query.over
        ? await listOver(tx, sight, today, lessonId)
        : await listOpen(tx, sight, lessonId);
      const requests = [];
      for (const row of rows) requests.push(await present(tx, row));
      const reply = { requests, usualMinutes: await parts.usualMinutes(tx) };
      const ids = rows.map(({ id }) => id);
      if (looks.stands(actor.accountId, ids)) return auditStands(reply);
      tx.afterCommit(() => looks.began(actor.accountId, ids));
      return audited(reply, {
        summary: `Looked at what pupils ask for (${ids.length} shown)`,
        subject: null,
      });
    },
  });

  routes.school(answerAssistance, {
    capability: 'assistance.answer',
    audit: 'assistance.answer',
    async handle({ tx, actor, reach, params, body }) {
      const sight = sightOf(actor, reach);
      const row = await holdRequest(tx, sight, params.id);
      if (row === null) return notFound();
      const by = { id: actor.accountId, name: actor.name };
      const own = row.answered_by === actor.accountId;
      if (!isOpen(row) || (row.state === 'coming' && body.answer === 'coming' && !own)) {
        return refuse('conflict', isOpen(row) ? 'coming' : 'answered', outcomeOf(row), {
          remedy: 'Nothing more is to be done.',
        });
      }
      const answered = await answerOf(tx, actor, row, body, by);
      if (!answered.ok) return answered;
      await setAnswer(tx, row.id, answered.answer);
      const after = await holdRequest(tx, sight, row.id);
      if (after === null) throw new Error('the request was just there');
      told.device(tx, after);
      told.consoles(tx, row.id, false);
      return audited(await present(tx, after), {
        // What the pupil wrote and what they wanted to open stands in the request alone.
        summary: `${answered.did} ${nameOf(row)}, who asked for ${row.kind === 'help' ? 'help' : 'a page'}`,
        subject:
          row.person_id === null
            ? { kind: 'device', id: row.device_id }
            : { kind: 'person', id: row.person_id },
      });
    },
  });

  async function answerOf(
    tx: SchoolTx,
    actor: Actor,
    row: RequestRow,
    body: Body,
    by: { id: string; name: string },
  ): Promise<Answered> {
    const at = new Date(clock.now());
    const plain = (state: Answer['state'], words: string | null, did: string): Answered => ({
      ok: true,
      answer: { state, by, at, words: words === null ? null : storable(words) || null, allowed: null },
      did,
    });
    switch (body.answer) {
      case 'coming':
        return plain('coming', null, 'Is on the way to');
      case 'done':
        return plain('done', body.words, 'Dealt with');
      case 'decline':
        return plain('declined', body.words, 'Said no to');
      case 'allow':
        return allowed(tx, actor, row, body, { by, at });
    }
  }

  async function allowed(
    tx: SchoolTx,
    actor: Actor,
    row: RequestRow,
    body: Extract<Body, { answer: 'allow' }>,
    { by, at }: { by: { id: string; name: string }; at: Date },
  ): Promise<Answered> {
    const { allow } = presentRequest(row, null, parts.allow !== null).may;
    if (parts.allow === null || !allow.allowed || row.url === null || row.site === null) {
      return refuse('not-allowed', 'may-not-allow', allow.reason ?? 'This page cannot be allowed.', {
        field: 'answer',
        remedy: 'Answer in words, or ask a colleague who may.',
      });
    }
    const pattern = patternOf({ url: row.url, site: row.site }, body.what);
    if (pattern === null) {
      return refuse('bad-request', 'no-such-site', 'No list of sites can name this page.', {
        field: 'what',
        remedy: body.what === 'page' ? 'Allow the whole site, or answer in words.' : 'Answer in words.',
      });
    }
    const goesOn = row.lesson_ends_at !== null && row.lesson_ends_at > at;
    if (body.whom === 'lesson' && (row.lesson_id === null || !goesOn)) {
      return refuse('bad-request', 'no-lesson', 'The pupil sits in no lesson now.', {
        field: 'whom',
        remedy: 'Allow it for the pupil alone.',
      });
    }
    const id = randomUUID();
    const inLesson = body.whom === 'lesson' ? row.lesson_id : null;
    const set = await parts.allow(tx, actor, {
      id,
      sites: [pattern],
      minutes: body.minutes,
      whom:
        inLesson !== null
          ? { kind: 'lesson', id: inLesson }
          : row.person_id !== null
            ? { kind: 'person', id: row.person_id }
            : { kind: 'device', id: row.device_id },
      lessonId: inLesson,
    });
    if (!set.ok) return set;
    const whom = inLesson === null ? '' : ' (and all in the lesson)';
    return {
      ok: true,
      answer: { state: 'allowed', by, at, words: null, allowed: { until: set.until, restrictionId: id } },
      did: `Allowed the ${body.what} for ${body.minutes} minutes${whom} to`,
    };
  }
}
