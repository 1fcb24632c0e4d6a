import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { Severity } from '../../vocabulary.ts';
import { PoliciesMay } from './api.ts';
import { PolicyEdit, TermWatch } from './edits.ts';
import { PolicyId, TermId } from './rules.ts';

/** A change that would make a term less noisy, to be tried on the past before it is applied. */
export const NoisySuggestion = z.object({
  kind: z.enum(['phrase', 'site', 'source', 'off']),
  /** In words: "On bbc.co.uk, let it pass in Year 9." */
  words: z.string(),
  /** Of the captures that were looked at, those that it would not have reported. */
  falsePositives: z.number().int(),
  /** Captures of that kind that somebody took to be real; a suggestion that costs any says so first. */
  real: z.number().int(),
  /** Not judged yet. */
  open: z.number().int(),
  edit: PolicyEdit,
  /** What the item is now; null for none. */
  before: TermWatch.nullable(),
});
export type NoisySuggestion = z.infer<typeof NoisySuggestion>;

export const NoisyTerm = z.object({
  term: z.object({ id: TermId, example: z.string(), definition: z.string() }),
  policy: z.object({ id: PolicyId, title: z.string() }),
  severity: Severity,
  captures: z.number().int(),
  falsePositives: z.number().int(),
  /** People (or, unmatched, devices) that they were of. */
  people: z.number().int(),
  /** For whom the suggestions are: the group that nearly all of the false positives came from, or that was asked for. */
  group: z.object({ id: Id, name: z.string() }),
  suggestions: z.array(NoisySuggestion),
  /** The newest false positives; none for who may not see captures. */
  examples: z.array(
    z.object({
      captureId: Id,
      at: Instant,
      sentence: z.string(),
      start: z.number().int(),
      end: z.number().int(),
    }),
  ),
});
export type NoisyTerm = z.infer<typeof NoisyTerm>;

export const NOISY_TERMS = 10;

/** The terms that gave the most false alarms, each with what could be done about it. */
export const listNoisyTerms = endpoint({
  method: 'GET',
  path: '/api/policies/noisy',
  summary: 'Terms with the most false positives, and a suggested fix for each',
  query: z.object({
    days: z.coerce.number().int().min(1).max(90).default(7),
    /** Of the people and devices of one group. */
    groupId: Id.optional(),
  }),
  reply: z.object({
    terms: z.array(NoisyTerm),
    captures: z.number().int(),
    falsePositives: z.number().int(),
    base: z.number().int(),
    may: PoliciesMay,
  }),
});
