import { z } from 'zod';
import { endpoint, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { Period, Severity } from '../../vocabulary.ts';
import { SettingSource } from '../groups/api.ts';
import { InGroup, PoliciesMay } from './api.ts';
import { Reason } from './changes.api.ts';
import { PrivateSites, Recipients, Timetable } from './edits.ts';
import { PolicyId, TermId } from './rules.ts';

export const AllowanceShown = z.object({
  id: Id,
  /** In words, such as: the phrase "shooting stars" of any term. */
  what: z.string(),
  kind: z.enum(['term', 'phrase', 'site']),
  group: z.object({ id: Id, name: z.string() }).nullable(),
  reason: z.string(),
  by: z.object({ id: z.string(), name: z.string() }).nullable(),
  at: Instant,
  until: Instant.nullable(),
  over: z.boolean(),
  captureId: Id.nullable(),
  mayRemove: Permitted,
});
export type AllowanceShown = z.infer<typeof AllowanceShown>;
export const listAllowances = endpoint({
  method: 'GET',
  path: '/api/policies/allowances',
  summary: 'Words and sites that are let pass, with who said so and why',
  reply: z.object({ items: z.array(AllowanceShown), may: PoliciesMay }),
});
/** For whoever may let pass in their own groups only; who may manage policies can do it by a change as well. */
export const addAllowance = endpoint({
  method: 'POST',
  path: '/api/policies/allowances',
  summary: 'Let a term, a phrase or a site pass, for a group or the school',
  body: z.strictObject({ id: Id, value: z.unknown() }),
  reply: AllowanceShown,
});
export const removeAllowance = endpoint({
  method: 'POST',
  path: '/api/policies/allowances/:id/remove',
  summary: 'Watch for it again',
  params: z.object({ id: Id }),
  body: z.strictObject({ reason: Reason }),
  reply: z.object({ items: z.array(AllowanceShown) }),
});

export const showTimetable = endpoint({
  method: 'GET',
  path: '/api/policies/timetable',
  summary: 'The week of the school and its holidays',
  reply: z.object({
    timetable: Timetable,
    /** False while it is the one that Lapwing comes with. */
    own: z.boolean(),
    timeZone: z.string(),
    now: Period,
    base: z.number().int(),
    may: PoliciesMay,
  }),
});
export const showPrivateSites = endpoint({
  method: 'GET',
  path: '/api/policies/private-sites',
  summary: 'Sites of help and health where nothing is captured',
  reply: z.object({
    value: PrivateSites,
    own: z.boolean(),
    builtIn: z.array(z.string()),
    base: z.number().int(),
    may: PoliciesMay,
  }),
});
export const showRecipients = endpoint({
  method: 'GET',
  path: '/api/policies/recipients',
  summary: 'Who is alerted for a group, by itself and by groups above it',
  query: InGroup,
  reply: z.object({
    group: z.object({ id: Id, name: z.string() }),
    set: Recipients.nullable(),
    /** All who are alerted for somebody of this group, and by which group. */
    all: z.array(
      z.object({
        /** `mayReceive` is false for one that is disabled, gone, or may see captures no more: it is not alerted. */
        account: z.object({ id: z.string(), name: z.string(), mayReceive: z.boolean() }),
        from: Severity,
        policies: z.array(z.object({ id: PolicyId, title: z.string() })).nullable(),
        popUp: z.boolean(),
        email: z.boolean(),
        group: SettingSource,
      }),
    ),
    /** Staff who can be chosen: those who may see captures. */
    staff: z.array(z.object({ id: z.string(), name: z.string() })),
    base: z.number().int(),
    may: PoliciesMay,
  }),
});

/** Why something is watched for as it is: the group that won, and what it won over, the strongest first. */
export const WatchOrigin = z.object({
  kind: z.enum([
    'sources',
    'policy-status',
    'policy-sources',
    'policy-actions',
    'term-enabled',
    'term-sources',
    'term-severity',
    'term-actions',
  ]),
  policy: z.object({ id: PolicyId, title: z.string() }).nullable(),
  term: z.object({ id: TermId, words: z.string() }).nullable(),
  /** In words: "Scheduled: lessons, breaks". */
  value: z.string(),
  from: SettingSource.nullable(),
  decidedBy: z.enum(['only', 'priority', 'nearer', 'name']),
  overrode: z.array(z.object({ value: z.string(), from: SettingSource.nullable() })),
});
export type WatchOrigin = z.infer<typeof WatchOrigin>;
export const explainWatch = endpoint({
  method: 'GET',
  path: '/api/policies/effective',
  summary: 'What is watched for at a person or a device, and which group says so',
  query: z.object({ personId: Id.optional(), deviceId: Id.optional() }),
  reply: z.object({
    origins: z.array(WatchOrigin),
    allowances: z.array(z.object({ what: z.string(), group: SettingSource.nullable(), reason: z.string() })),
    recipients: z.array(z.object({ name: z.string(), from: Severity, group: SettingSource })),
  }),
});
