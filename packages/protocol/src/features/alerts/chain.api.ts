import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { StaffName } from '../captures/api.ts';
import { Day } from '../policies/rules.ts';
import { AlertsMay } from './api.ts';

const AccountId = z.string().min(1).max(100);
export const DEFAULT_MINUTES = 30;

/** Somebody's place is taken by another, from the first to the last day, both included. */
export const Cover = z
  .strictObject({ accountId: AccountId, byAccountId: AccountId, from: Day, to: Day })
  .refine((cover) => cover.from <= cover.to, {
    message: 'must not be before the first day',
    path: ['to'],
  })
  .refine((cover) => cover.accountId !== cover.byAccountId, {
    message: 'must be somebody else',
    path: ['byAccountId'],
  });
export type Cover = z.infer<typeof Cover>;

/** Who is told, one after the other, when nobody opens a Severe or escalated capture. */
export const Chain = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        accountId: AccountId,
        /** How long they have until the next is told. */
        minutes: z
          .number()
          .int()
          .min(1, 'must be at least 1 minute')
          .max(24 * 60, 'must be at most a day'),
      }),
    )
    .max(20)
    .refine((steps) => new Set(steps.map(({ accountId }) => accountId)).size === steps.length, {
      message: 'must name everybody once',
    }),
  /**
   * Outside school hours: the chain goes on as in them; one person is told first and then the chain; or the chain waits
   * for the next school day, and only those named for the group hear of it before.
   */
  outside: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('chain') }),
    z.strictObject({
      kind: z.literal('person'),
      accountId: AccountId,
      minutes: z
        .number()
        .int()
        .min(1)
        .max(24 * 60),
    }),
    z.strictObject({ kind: z.literal('wait') }),
  ]),
  covers: z.array(Cover).max(100),
});
export type Chain = z.infer<typeof Chain>;

/** One place of the chain as it would be told now. */
export const ChainPlace = z.object({
  person: StaffName,
  /** Whose place they take. */
  insteadOf: StaffName.nullable(),
  /** Minutes after the capture arrived. */
  afterMinutes: z.number().int(),
  outside: z.boolean(),
});
export type ChainPlace = z.infer<typeof ChainPlace>;

export const showChain = endpoint({
  method: 'GET',
  path: '/api/alerts/chain',
  summary: 'Who is told next when nobody opens a capture, and who covers for whom',
  reply: z.object({
    chain: Chain,
    revision: z.number().int(),
    /** Staff who may see captures. */
    staff: z.array(StaffName),
    /** As it would go for a Severe capture that arrives now. */
    now: z.object({ inSchool: z.boolean(), places: z.array(ChainPlace), today: Day }),
    may: AlertsMay,
  }),
});
export const saveChain = endpoint({
  method: 'PUT',
  path: '/api/alerts/chain',
  summary: 'Set who is told next, and who covers for whom',
  body: z.strictObject({ chain: Chain, revision: z.number().int().min(0) }),
  reply: z.object({ revision: z.number().int() }),
});
