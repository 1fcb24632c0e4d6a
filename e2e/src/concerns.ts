import { randomUUID } from 'node:crypto';
import { openConcern } from '@lapwing/protocol/features/concerns/api.ts';
import { FIVE_POINTS } from '@lapwing/protocol/features/concerns/five-points.ts';
import {
  addConcernAction,
  addConcernReferral,
  answerFivePoints,
} from '@lapwing/protocol/features/concerns/record.api.ts';
import { showMe } from '@lapwing/protocol/features/accounts/api.ts';
import type { Visitor } from './visitor.ts';

/** A concern with something of everything in it: a capture, an overdue action, a referral, the five points. */
export async function fullConcern(lead: Visitor, pupilId: string, captureId: string): Promise<string> {
  const id = randomUUID();
  const params = { id };
  await lead.ask(openConcern, {
    body: {
      id,
      title: 'Low since half term',
      risk: 'sexting',
      fourCs: ['contact', 'conduct'],
      nudes: true,
      people: [{ kind: 'roster', personId: pupilId, part: 'subject' }],
      captureIds: [captureId],
      words: 'Her tutor came to me after registration.',
      happenedAt: new Date().toISOString(),
    },
  });
  const ownerId = (await lead.ask(showMe)).account.id;
  await lead.ask(addConcernAction, {
    params,
    body: { what: 'Ring home', ownerId, due: '2026-01-05' },
  });
  await lead.ask(answerFivePoints, {
    params,
    body: {
      answers: FIVE_POINTS.map((point) => ({ point, answer: point === 'adult' ? 'yes' : 'no' })),
      words: 'With the deputy.',
    },
  });
  await lead.ask(addConcernReferral, {
    params,
    body: {
      to: 'police',
      detail: 'Ref. 1182',
      made: true,
      on: '2026-01-05',
      decidedBy: 'Tara Khan',
      reason: 'An adult is involved.',
    },
  });
  return id;
}
