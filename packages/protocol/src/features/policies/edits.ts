import { z } from 'zod';
import { Id, Instant } from '../../ids.ts';
import { Period, PolicyKey, Severity, Source } from '../../vocabulary.ts';
import { ApplicationPattern } from '../restrictions/rules.ts';
import { Holiday, PolicyId, TermId, Week } from './rules.ts';

/**
 * All that a school decides about what is watched for is a set of items; each change sets or removes some of them. So
 * every change can be tried on the past before it is applied, explained afterwards, and taken back.
 */

const text = (most: number) => z.string().trim().min(1, 'must not be empty').max(most);

/** A keyword policy of the school's own. Its risk says what guidance, statistics and recipients it belongs to. */
export const OwnPolicy = z.strictObject({
  title: text(80),
  description: z.string().trim().max(300),
  risk: PolicyKey,
});
export type OwnPolicy = z.infer<typeof OwnPolicy>;

export const OWN_TERM_ID = /^own\.[0-9a-f-]{36}$/;
export const OwnTermId = z.string().regex(OWN_TERM_ID, 'must be the id of a term of your own');

/** A term of the school's own, in a policy of its own or beside the managed terms of a managed one. */
export const OwnTerm = z.strictObject({
  policy: PolicyId,
  wordings: z.array(text(500)).min(1, 'must have at least one').max(100),
  /** True: brackets, gaps and `~` in the wordings mean what docs/detection/writing-terms.md says. False: plain text. */
  notation: z.boolean(),
  /** What it means and why it matters; shown beside a capture. */
  definition: text(400),
  severity: Severity,
  sources: z.array(Source).min(1, 'must have at least one'),
  boundary: z.enum(['word', 'start', 'end', 'inside']),
  /** See through disguises. */
  unmask: z.boolean(),
  /** Plain phrases that, sharing words with a match, make it harmless. */
  unless: z.array(text(200)).max(50),
  /** Only if one of these words stands within so many words. */
  needs: z
    .strictObject({ any: z.array(text(100)).min(1).max(50), within: z.number().int().min(1).max(20) })
    .nullable(),
});
export type OwnTerm = z.infer<typeof OwnTerm>;

/** What the device does by itself when a term is found (E1). Always for a time, visible to the pupil, undone by staff. */
export const Action = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('screenshot') }),
  z.strictObject({ kind: z.literal('record'), seconds: z.number().int().min(5).max(120) }),
  z.strictObject({ kind: z.literal('message'), text: text(300) }),
  z.strictObject({ kind: z.literal('lock'), minutes: z.number().int().min(1).max(30) }),
  z.strictObject({ kind: z.literal('log-off'), text: text(300) }),
  z.strictObject({ kind: z.literal('internet-off'), minutes: z.number().int().min(1).max(60) }),
  z.strictObject({ kind: z.literal('move'), groupId: Id, days: z.number().int().min(1).max(90) }),
]);
export type Action = z.infer<typeof Action>;
const Actions = z
  .array(Action)
  .max(7)
  .refine(
    (actions) => new Set(actions.map(({ kind }) => kind)).size === actions.length,
    'must name each kind once',
  );

/** How a policy is watched for in a group; null leaves it to other groups. */
export const Watch = z
  .strictObject({
    status: z.enum(['enabled', 'disabled', 'scheduled']).nullable(),
    /** When it is scheduled: the parts of the week in which it detects. */
    periods: z.array(Period).min(1, 'must have at least one').nullable(),
    /** Instead of the sources of its terms. */
    sources: z.array(Source).min(1, 'must have at least one').nullable(),
    actions: Actions.nullable(),
  })
  .refine((watch) => (watch.status === 'scheduled') === (watch.periods !== null), {
    message: 'are for a scheduled policy, which must have some',
    path: ['periods'],
  });
export type Watch = z.infer<typeof Watch>;

/** How one term is watched for in a group; null leaves it to other groups. */
export const TermWatch = z.strictObject({
  enabled: z.boolean().nullable(),
  sources: z.array(Source).min(1, 'must have at least one').nullable(),
  severity: Severity.nullable(),
  actions: Actions.nullable(),
});
export type TermWatch = z.infer<typeof TermWatch>;

/** Where devices look at all, for a group. */
export const SourcesSetting = z.strictObject({
  sources: z.array(Source),
  /** Every term in each of these sources, not only in its own: for pupils who are watched more closely. */
  everyTerm: z.boolean(),
});
export type SourcesSetting = z.infer<typeof SourcesSetting>;

/** Something that is let pass, for the school (no group) or for a group. */
export const Allowance = z.strictObject({
  what: z.discriminatedUnion('kind', [
    /** This term is not reported. */
    z.strictObject({ kind: z.literal('term'), term: TermId }),
    /** A match that shares words with this phrase is harmless; of this term alone, or of any. */
    z.strictObject({ kind: z.literal('phrase'), phrase: text(200), term: TermId.nullable() }),
    /** On this site and its subdomains nothing of this policy, or nothing at all, is reported. */
    z.strictObject({ kind: z.literal('site'), site: text(253), policy: PolicyId.nullable() }),
  ]),
  groupId: Id.nullable(),
  reason: text(500),
  until: Instant.nullable(),
  /** The capture that it was made from. */
  captureId: Id.nullable(),
});
export type Allowance = z.infer<typeof Allowance>;

/** Who is alerted to captures of a group's people and devices. Those of several groups are all alerted (C7, C8). */
export const Recipients = z.strictObject({
  entries: z
    .array(
      z.strictObject({
        /** Of a member of staff. */
        accountId: z.string().min(1).max(100),
        /** From this severity on. */
        from: Severity,
        /** Null: of every policy. */
        policies: z.array(PolicyId).min(1).max(100).nullable(),
        popUp: z.boolean(),
        email: z.boolean(),
      }),
    )
    .max(50),
});
export type Recipients = z.infer<typeof Recipients>;

/** The school's week and its holidays. */
export const Timetable = z.strictObject({ week: Week, holidays: z.array(Holiday).max(60) });
export type Timetable = z.infer<typeof Timetable>;

/** Sites of help and health, and programs, where nothing is ever captured (D11); all of their subdomains, too. */
export const PrivateSites = z.strictObject({
  hosts: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .max(253)
        .regex(
          /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
          'must be a site such as childline.org.uk',
        ),
    )
    .max(500),
  /** On the whole desktop: as `isApplication` reads them. */
  applications: z.array(ApplicationPattern).max(200).optional(),
});
export type PrivateSites = z.infer<typeof PrivateSites>;

/** Which version of the managed library holds. */
export const LibraryChoice = z.strictObject({ version: z.string().max(20) });
export type LibraryChoice = z.infer<typeof LibraryChoice>;

/** A list of phrases that nobody sees; the words are kept sealed apart from here. */
export const SealedList = z.strictObject({
  name: text(80),
  entries: z.number().int().min(1).max(200_000),
  /** Of the sealed words, by which they are found again. */
  ref: Id,
});
export type SealedList = z.infer<typeof SealedList>;

/** One item set to a value, or removed with null. */
export const PolicyEdit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('policy'), id: Id, value: OwnPolicy.nullable() }),
  z.strictObject({ kind: z.literal('term'), id: OwnTermId, value: OwnTerm.nullable() }),
  z.strictObject({ kind: z.literal('watch'), groupId: Id, policy: PolicyId, value: Watch.nullable() }),
  z.strictObject({ kind: z.literal('term-watch'), groupId: Id, term: TermId, value: TermWatch.nullable() }),
  z.strictObject({ kind: z.literal('sources'), groupId: Id, value: SourcesSetting.nullable() }),
  z.strictObject({ kind: z.literal('allow'), id: Id, value: Allowance.nullable() }),
  z.strictObject({ kind: z.literal('recipients'), groupId: Id, value: Recipients.nullable() }),
  z.strictObject({ kind: z.literal('timetable'), value: Timetable.nullable() }),
  z.strictObject({ kind: z.literal('private-sites'), value: PrivateSites.nullable() }),
  z.strictObject({ kind: z.literal('library'), value: LibraryChoice.nullable() }),
  z.strictObject({ kind: z.literal('sealed-list'), id: Id, value: SealedList.nullable() }),
]);
export type PolicyEdit = z.infer<typeof PolicyEdit>;
export type PolicyEditKind = PolicyEdit['kind'];
