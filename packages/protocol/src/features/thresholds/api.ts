import { z } from 'zod';
import { Cursor, endpoint, pageOf, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { PolicyKey, Severity } from '../../vocabulary.ts';
import { CaptureStatus } from '../captures/status.ts';

const AccountId = z.string().min(1).max(100);
const NamedGroup = z.object({ id: Id, name: z.string() });

/**
 * So many captures of one person, at least so severe, within so many days: then the person is put in a group for a time,
 * and the staff who are named see it. Captures closed as a false positive do not count, nor do those on which the rule
 * has acted already.
 */
export const ThresholdRule = z.strictObject({
  name: z.string().trim().min(1, 'Give the rule a name.').max(80),
  enabled: z.boolean(),
  count: z.number().int().min(2, 'One capture is an alert, not a threshold: choose 2 or more.').max(100),
  severity: Severity,
  /** Which risks count; empty: all of them. */
  policies: z.array(PolicyKey).max(30),
  days: z.number().int().min(1).max(90),
  /** Null: nobody is put anywhere, the staff are told. */
  group: z.strictObject({ id: Id, days: z.number().int().min(1).max(365) }).nullable(),
  /** Who is told: an act of the server is never silent. */
  staff: z.array(AccountId).min(1, 'Name at least one member of staff who sees what the rule does.').max(50),
});
export type ThresholdRule = z.infer<typeof ThresholdRule>;

export const Threshold = z.object({
  id: Id,
  rule: ThresholdRule.extend({
    group: z.object({ id: Id, days: z.number().int(), name: z.string() }).nullable(),
  }),
  /** The rule in one sentence. */
  inWords: z.string(),
  staff: z.array(z.object({ id: z.string(), name: z.string() })),
  changedAt: Instant,
  changedBy: z.string(),
  revision: z.number().int(),
});
export type Threshold = z.infer<typeof Threshold>;

/** One act of a rule, with what it rests on. */
export const ThresholdAct = z.object({
  id: Id,
  at: Instant,
  rule: z.object({ id: Id, name: z.string() }),
  person: z.object({ id: Id, name: z.string(), form: z.string().nullable() }),
  /** Why, in a sentence: how many captures of what within how long. */
  because: z.string(),
  group: NamedGroup.extend({
    until: Instant,
    /** They are in it by this act now. */
    inForce: z.boolean(),
  }).nullable(),
  /** Those of its captures that the caller may see. */
  captures: z.array(
    z.object({
      id: Id,
      happenedAt: Instant,
      severity: Severity,
      policy: z.string(),
      status: CaptureStatus,
    }),
  ),
  counted: z.number().int(),
  undone: z.object({ at: Instant, by: z.string(), reason: z.string() }).nullable(),
  may: z.object({ undo: Permitted }),
});
export type ThresholdAct = z.infer<typeof ThresholdAct>;

const Params = z.object({ id: Id });
/** Days of the past on which a rule is tried before it is saved. */
export const PREVIEW_DAYS = 30;

export const listThresholds = endpoint({
  method: 'GET',
  path: '/api/thresholds',
  summary: 'Threshold rules, and what they can be made of',
  reply: z.object({
    rules: z.array(Threshold),
    staff: z.array(z.object({ id: z.string(), name: z.string() })),
    risks: z.array(z.object({ key: PolicyKey, title: z.string() })),
    groups: z.array(NamedGroup),
    may: z.object({ manage: Permitted }),
  }),
});
export const saveThreshold = endpoint({
  method: 'PUT',
  path: '/api/thresholds/:id',
  summary: 'Make a threshold rule or change it; it holds for captures that arrive from now on',
  params: Params,
  /** `revision` is null for a new one, whose id the console has made. */
  body: z.strictObject({ rule: ThresholdRule, revision: z.number().int().nullable() }),
  reply: Threshold,
});
export const previewThreshold = endpoint({
  method: 'POST',
  path: '/api/thresholds/preview',
  summary: 'What a rule would have done in the last 30 days',
  body: z.strictObject({ rule: ThresholdRule }),
  reply: z.object({
    people: z.number().int(),
    acts: z.number().int(),
    /** The first of them by name, as far as the caller may see their captures. */
    names: z.array(z.string()),
    /** The past is longer than what was looked at. */
    cut: z.boolean(),
  }),
});
export const listThresholdActs = endpoint({
  method: 'GET',
  path: '/api/thresholds/acts',
  summary: 'What the rules did, newest first: to whom, why, and whether it was undone',
  query: z.object({
    personId: Id.optional(),
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  reply: pageOf(ThresholdAct),
});
export const undoThresholdAct = endpoint({
  method: 'POST',
  path: '/api/thresholds/acts/:id/undo',
  summary: 'Take back what a rule did, with the reason; the same captures do not count for it again',
  params: Params,
  body: z.strictObject({ reason: z.string().trim().min(1, 'Write in a sentence why.').max(2000) }),
  reply: ThresholdAct,
});
