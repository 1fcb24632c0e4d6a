import { z } from 'zod';
import { endpoint, Permitted } from '../../endpoint.ts';
import { Id } from '../../ids.ts';
import { Period, PolicyKey, Severity, Source } from '../../vocabulary.ts';
import { SettingSource } from '../groups/api.ts';
import { Action, OwnTerm, SourcesSetting, TermWatch, Watch } from './edits.ts';
import { PolicyId, TermId } from './rules.ts';

/** What holds for a policy or a term in the group that was asked for, and which group says so (null: nobody has). */
export const held = <Value extends z.ZodType>(value: Value) =>
  z.object({ value, from: SettingSource.nullable() });

export const PolicySummary = z.object({
  id: PolicyId,
  /** False for a policy of the school's own. */
  managed: z.boolean(),
  /** The risk that it is about; of a managed policy its own key. */
  risk: PolicyKey,
  title: z.string(),
  description: z.string(),
  terms: z.number().int(),
  severe: z.number().int(),
  /** Of the terms, those that the school has added, and those that it has switched off or changed in this group. */
  own: z.number().int(),
  off: z.number().int(),
  changed: z.number().int(),
  status: held(z.enum(['enabled', 'disabled', 'scheduled'])),
  periods: z.array(Period),
  /** What this group itself sets; null for nothing. */
  set: Watch.nullable(),
  /** Its terms are hidden from everyone until one is captured. */
  sealed: z.boolean(),
});
export type PolicySummary = z.infer<typeof PolicySummary>;

export const PolicyTerm = z.object({
  id: TermId,
  /** A sentence that it finds, to understand it by; of a term of the school's own its first wording. */
  example: z.string(),
  definition: z.string(),
  language: z.string(),
  own: z.boolean(),
  /** What holds in the group, after what the school has changed. */
  enabled: z.boolean(),
  severity: Severity,
  sources: z.array(Source),
  /** Whether the group that was asked for, or one that holds for it, has changed anything. */
  changed: z.boolean(),
});
export type PolicyTerm = z.infer<typeof PolicyTerm>;

export const PolicyTermDetail = PolicyTerm.extend({
  policy: z.object({ id: PolicyId, title: z.string() }),
  wordings: z.array(z.string()),
  counterExample: z.string().nullable(),
  note: z.string().nullable(),
  /** Other risks that it belongs to. */
  categories: z.array(z.object({ key: PolicyKey, title: z.string() })),
  drug: z.object({ name: z.string(), names: z.array(z.string()), uk: z.string(), us: z.string() }).nullable(),
  organisation: z
    .object({ name: z.string(), names: z.array(z.string()), proscribedUk: z.number().int().nullable() })
    .nullable(),
  /** As the library or its author has it, before any group. */
  before: z.object({ severity: Severity, sources: z.array(Source) }),
  /** The whole of a term of the school's own, to edit; null for a managed one. */
  ownTerm: OwnTerm.nullable(),
  /** What this group itself sets. */
  set: TermWatch.nullable(),
  actions: held(z.array(Action)),
});
export type PolicyTermDetail = z.infer<typeof PolicyTermDetail>;

export const InGroup = z.object({ /** The whole school if absent. */ groupId: Id.optional() });
/** What the caller may do with policies. */
export const PoliciesMay = z.object({ manage: Permitted, allow: Permitted, tryOut: Permitted });

export const listPolicies = endpoint({
  method: 'GET',
  path: '/api/policies',
  summary: 'The keyword policies, and what holds in a group',
  query: InGroup,
  reply: z.object({
    policies: z.array(PolicySummary),
    group: z.object({ id: Id, name: z.string() }),
    sources: held(SourcesSetting),
    /** What this group itself sets of the sources. */
    setSources: SourcesSetting.nullable(),
    libraryVersion: z.string(),
    packSha256: z.string(),
    /** Number of the last change; a new one names it, so that two people do not overwrite each other. */
    base: z.number().int(),
    may: PoliciesMay,
  }),
});
export const showPolicy = endpoint({
  method: 'GET',
  path: '/api/policies/:id',
  summary: 'One keyword policy: its terms with definitions, and what to do',
  params: z.object({ id: PolicyId }),
  query: InGroup,
  reply: z.object({
    policy: PolicySummary,
    group: z.object({ id: Id, name: z.string() }),
    terms: z.array(PolicyTerm),
    guidance: z.array(z.string()),
    base: z.number().int(),
    may: PoliciesMay,
  }),
});
export const showTerm = endpoint({
  method: 'GET',
  path: '/api/policies/terms/:id',
  summary: 'One term: how it is looked for, and what holds in a group',
  params: z.object({ id: TermId }),
  query: InGroup,
  reply: PolicyTermDetail,
});

/** Something that was found in a text, explained. Offsets are UTF-16 units of the text. */
export const FoundInText = z.object({
  term: z.object({ id: TermId, definition: z.string() }),
  policy: z.object({ id: PolicyId, title: z.string() }),
  severity: Severity,
  start: z.number().int(),
  end: z.number().int(),
  /** Why it weighs what it weighs, one sentence each. */
  because: z.array(z.string()),
});
export type FoundInText = z.infer<typeof FoundInText>;

export const checkTerm = endpoint({
  method: 'POST',
  path: '/api/policies/terms/check',
  summary: 'What is wrong or risky about a term that is being written, and what it finds in a sample',
  body: z.strictObject({
    /** As far as it is written: a draft need not be whole. */
    term: z.strictObject(OwnTerm.partial().shape),
    sample: z.string().max(5000),
    source: Source,
  }),
  reply: z.object({
    problems: z.array(z.object({ field: z.string(), message: z.string() })),
    /** It can be used all the same (D10). */
    warnings: z.array(
      z.object({
        code: z.enum(['short', 'common', 'inside-words']),
        phrase: z.string(),
        message: z.string(),
      }),
    ),
    found: z.array(FoundInText),
  }),
});
