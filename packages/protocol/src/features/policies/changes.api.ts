import { z } from 'zod';
import { Cursor, endpoint, pageOf, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { Severity, Source } from '../../vocabulary.ts';
import { FoundInText } from './api.ts';
import { TermId } from './rules.ts';

/** The edits of a change, as `PolicyEdit`; each is parsed by itself, so that an answer can name the one that is wrong. */
const Edits = z.array(z.unknown()).min(1, 'must have at least one').max(5000);
/** Why something is changed; kept with it for ever. */
export const Reason = z.string().trim().min(3, 'must say why').max(500);

/** A past capture that a change would make something else of. */
export const TriedCapture = z.object({
  captureId: Id,
  happenedAt: Instant,
  person: z.string().nullable(),
  sentence: z.string(),
  before: z.object({ term: TermId, severity: Severity }).nullable(),
  after: z.object({ term: TermId, severity: Severity }).nullable(),
});
export type TriedCapture = z.infer<typeof TriedCapture>;

export const tryChange = endpoint({
  method: 'POST',
  path: '/api/policies/try',
  summary: 'What a change would make of past captures and of a text, without making it',
  body: z.strictObject({
    edits: Edits,
    sample: z
      .strictObject({ text: z.string().max(20_000), source: Source, groupId: Id.nullable() })
      .nullable(),
    /** Captures of so many days back that the caller may see. */
    past: z.strictObject({ days: z.number().int().min(1).max(400) }).nullable(),
  }),
  reply: z.object({
    sample: z.object({ before: z.array(FoundInText), after: z.array(FoundInText) }).nullable(),
    past: z
      .object({
        captures: z.number().int(),
        newlyCaught: z.number().int(),
        noLongerCaught: z.number().int(),
        changedSeverity: z.number().int(),
        /** Not looked at, since their words are sealed. */
        sealed: z.number().int(),
        /** True when there are more than were looked at. */
        cut: z.boolean(),
        /** The newest of each; none for who may not see captures. */
        shown: z.object({
          newlyCaught: z.array(TriedCapture),
          noLongerCaught: z.array(TriedCapture),
          changedSeverity: z.array(TriedCapture),
        }),
        /** Milliseconds that it took. */
        took: z.number().int(),
      })
      .nullable(),
    /** Plain sentences on what to think of before this is applied. */
    warnings: z.array(z.string()),
  }),
});

export const PolicyChange = z.object({
  number: z.number().int(),
  at: Instant,
  by: z.object({ id: z.string(), name: z.string() }).nullable(),
  reason: z.string(),
  /** One plain sentence for each item that was changed. */
  did: z.array(z.string()),
  /** The change that this one takes back, and the one that took this one back. */
  takesBack: z.number().int().nullable(),
  takenBackBy: z.number().int().nullable(),
  /** Whether it can be taken back, or what has been built on it since. */
  mayTakeBack: Permitted,
});
export type PolicyChange = z.infer<typeof PolicyChange>;

export const applyChange = endpoint({
  method: 'POST',
  path: '/api/policies/changes',
  summary: 'Change what is watched for; devices have it within seconds',
  body: z.strictObject({ base: z.number().int().min(0), reason: Reason, edits: Edits }),
  reply: PolicyChange,
});
export const listChanges = endpoint({
  method: 'GET',
  path: '/api/policies/changes',
  summary: 'Changes of what is watched for, newest first',
  query: z.object({ after: Cursor.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) }),
  reply: pageOf(PolicyChange),
});
export const takeBackChange = endpoint({
  method: 'POST',
  path: '/api/policies/changes/:number/take-back',
  summary: 'Take a change back: every item is as it was before',
  params: z.object({ number: z.coerce.number().int().min(1) }),
  body: z.strictObject({ reason: Reason }),
  reply: PolicyChange,
});
