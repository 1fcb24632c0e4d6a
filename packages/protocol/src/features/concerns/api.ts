import { z } from 'zod';
import { Cursor, endpoint, pageOf, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { Severity } from '../../vocabulary.ts';
import { StaffName } from '../captures/api.ts';
import { CaptureStatus } from '../captures/status.ts';
import { FivePoints } from './five-points.ts';
import { ConcernRisk } from './risk.ts';

/** The four areas of risk online (Keeping children safe in education, part two, online safety). */
export const FOUR_CS = ['content', 'contact', 'conduct', 'commerce'] as const;
export const FourC = z.enum(FOUR_CS);
export type FourC = z.infer<typeof FourC>;

export const ConcernStatus = z.enum(['open', 'closed']);
export type ConcernStatus = z.infer<typeof ConcernStatus>;

/** Whose welfare it is about, or what else somebody has to do with it. */
export const CONCERN_PARTS = ['subject', 'other-pupil', 'staff', 'outside'] as const;
export const ConcernPart = z.enum(CONCERN_PARTS);
export type ConcernPart = z.infer<typeof ConcernPart>;

export const REFERRAL_TO = ['social-care', 'police', 'prevent', 'iwf', 'ceop', 'health', 'other'] as const;
export const ReferralTo = z.enum(REFERRAL_TO);
export type ReferralTo = z.infer<typeof ReferralTo>;

const Title = z.string().trim().min(1, 'Give it a title of a few words.').max(200);
const Words = z.string().trim().min(1, 'Write what happened or was said.').max(8000);
const Reason = z.string().trim().min(1, 'Write in a sentence why.').max(4000);
const PersonName = z.string().trim().min(1, 'Write a name.').max(200);
const Revision = z.number().int().min(0);
const AccountId = z.string().min(1).max(100);
const Four = z.array(FourC).max(FOUR_CS.length);
const CaptureIds = z.array(Id).max(200);

/** Somebody of the roster by id, or anybody else by name. */
export const InvolvedPerson = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('roster'), personId: Id, part: ConcernPart }),
  z.strictObject({
    kind: z.literal('named'),
    name: PersonName,
    part: ConcernPart.exclude(['subject', 'other-pupil']),
  }),
]);
export type InvolvedPerson = z.infer<typeof InvolvedPerson>;

/** A concern in a list. */
export const ConcernSummary = z.object({
  id: Id,
  title: z.string(),
  risk: z.object({ key: ConcernRisk, title: z.string() }),
  fourCs: z.array(FourC),
  status: ConcernStatus,
  /** Those whom it is about. */
  subjects: z.array(z.object({ id: Id, name: z.string(), form: z.string().nullable() })),
  captures: z.number().int(),
  openedAt: Instant,
  changedAt: Instant,
  /** Actions that are not done; `overdue` are those due before today by the school's clock. */
  actions: z.object({
    open: z.number().int(),
    overdue: z.number().int(),
    next: z.object({ what: z.string(), due: z.iso.date(), owner: z.string() }).nullable(),
  }),
  /** Referrals that were made. */
  referrals: z.number().int(),
});
export type ConcernSummary = z.infer<typeof ConcernSummary>;

/** A capture as it stands in a concern. Of a sealed one only that it is there. */
export const ConcernCapture = z.object({
  id: Id,
  happenedAt: Instant,
  person: z.string().nullable(),
  severity: Severity,
  policy: z.string(),
  status: CaptureStatus,
  sealed: z.boolean(),
  /** Null when sealed. */
  sentence: z.string().nullable(),
  site: z.string().nullable(),
});
export type ConcernCapture = z.infer<typeof ConcernCapture>;

/** Kinds of lines of the chronology. `note` was written by somebody; the others the record writes by itself. */
export const ENTRY_KINDS = [
  'opened',
  'note',
  'capture',
  'capture-removed',
  'person',
  'person-removed',
  'action',
  'action-done',
  'referral',
  'reply',
  'five-points',
  'shared',
  'changed',
  'closed',
  'reopened',
  'exported',
] as const;

/** One line of the chronology; nothing of it ever changes. */
export const ConcernEntry = z.object({
  id: Id,
  kind: z.enum(ENTRY_KINDS),
  /** When it happened, and when it was written down. */
  happenedAt: Instant,
  writtenAt: Instant,
  by: StaffName,
  /** What was done, in a sentence; null for a note. */
  what: z.string().nullable(),
  /** What somebody wrote; null where there is nothing to write. */
  words: z.string().nullable(),
  /** The earlier line that this one puts right. */
  corrects: Id.nullable(),
  captureId: Id.nullable(),
});
export type ConcernEntry = z.infer<typeof ConcernEntry>;

export const ConcernAction = z.object({
  id: Id,
  what: z.string(),
  owner: StaffName,
  due: z.iso.date(),
  overdue: z.boolean(),
  addedAt: Instant,
  addedBy: StaffName,
  done: z.object({ at: Instant, by: StaffName, words: z.string() }).nullable(),
});
export type ConcernAction = z.infer<typeof ConcernAction>;

/** A referral, or the decision not to make one, with its reason: both are kept (KCSIE, record keeping). */
export const ConcernReferral = z.object({
  id: Id,
  to: ReferralTo,
  /** The team, the officer or the reference number; empty when nobody wrote one. */
  detail: z.string(),
  made: z.boolean(),
  on: z.iso.date(),
  /** Who made or decided it; who wrote it down is in `recordedBy`. */
  decidedBy: z.string(),
  reason: z.string(),
  recordedAt: Instant,
  recordedBy: StaffName,
  replies: z.array(z.object({ at: Instant, by: StaffName, on: Instant, words: z.string() })),
});
export type ConcernReferral = z.infer<typeof ConcernReferral>;

export const ConcernPerson = z.object({
  id: Id,
  part: ConcernPart,
  /** Of the roster; null for somebody who stands here by name alone. */
  personId: Id.nullable(),
  name: z.string(),
  year: z.string().nullable(),
  form: z.string().nullable(),
});
export type ConcernPerson = z.infer<typeof ConcernPerson>;

export const ConcernDetail = ConcernSummary.omit({
  subjects: true,
  captures: true,
  referrals: true,
  actions: true,
}).extend({
  openedBy: StaffName,
  /** Whether intimate pictures of a child are or may be involved. */
  nudes: z.boolean(),
  /** What came of it; empty while nobody has written it. */
  outcome: z.string(),
  closed: z.object({ at: Instant, by: StaffName, reason: z.string() }).nullable(),
  people: z.array(ConcernPerson),
  captures: z.array(ConcernCapture),
  /** In the order in which things happened. */
  chronology: z.array(ConcernEntry),
  actions: z.array(ConcernAction),
  referrals: z.array(ConcernReferral),
  /** The five points as they were answered, newest first. */
  fivePoints: z.array(FivePoints.extend({ at: Instant, by: StaffName, refer: z.boolean() })),
  /** Staff who see this concern although their role shows them none. */
  sharedWith: z.array(StaffName.extend({ mayAdd: z.boolean(), since: Instant, by: z.string() })),
  revision: z.number().int(),
  may: z.object({
    /** Title, people, captures, actions, referrals, sharing, closing. */
    change: Permitted,
    /** Lines of the chronology, and saying that one's action is done. */
    add: Permitted,
    export: Permitted,
    /** To open its captures. */
    captures: Permitted,
  }),
});
export type ConcernDetail = z.infer<typeof ConcernDetail>;

const Params = z.object({ id: Id });

export const listConcerns = endpoint({
  method: 'GET',
  path: '/api/concerns',
  summary: 'Concerns that the caller may see: all by role, or those shared with them',
  query: z.object({
    status: z.union([ConcernStatus, z.literal('any')]).default('any'),
    personId: Id.optional(),
    /** Who has an action of it that is not done; `me` for the caller. */
    owner: AccountId.optional(),
    risk: ConcernRisk.optional(),
    /** Part of the title or of a name. */
    search: z.string().trim().max(100).optional(),
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: pageOf(ConcernSummary).extend({ may: z.object({ open: Permitted, all: Permitted }) }),
});
/** What forms choose from; names of staff and of risks, nothing of a pupil. */
export const listConcernChoices = endpoint({
  method: 'GET',
  path: '/api/concerns/choices',
  summary: 'Risks and members of staff to choose from',
  reply: z.object({
    risks: z.array(z.object({ key: ConcernRisk, title: z.string() })),
    /** `sees`: which concerns their role shows them. */
    staff: z.array(StaffName.extend({ sees: z.enum(['all', 'some', 'none']) })),
  }),
});
export const showConcern = endpoint({
  method: 'GET',
  path: '/api/concerns/:id',
  summary: 'One concern: people, chronology, actions, referrals, captures',
  params: Params,
  reply: ConcernDetail,
});
/** Asked by a page that shows the concern, so that it fetches the whole, which is a recorded look, only when there is news. */
export const showLastChange = endpoint({
  method: 'GET',
  path: '/api/concerns/:id/changed',
  summary: 'When a concern was changed last and by whom; nothing of what is in it',
  params: Params,
  reply: z.object({ changedAt: Instant, changedBy: z.string() }),
});
export const openConcern = endpoint({
  method: 'POST',
  path: '/api/concerns',
  summary: 'Open a concern, from captures or from what somebody has noticed',
  body: z.strictObject({
    /** Made by the console: sending it twice opens one concern. */
    id: Id,
    title: Title,
    risk: ConcernRisk,
    fourCs: Four,
    nudes: z.boolean(),
    people: z.array(InvolvedPerson).min(1, 'Name whom it is about.').max(50),
    captureIds: CaptureIds,
    /** What gave rise to it: the first line of the chronology. */
    words: Words,
    happenedAt: Instant,
  }),
  reply: ConcernDetail,
});
export const changeConcern = endpoint({
  method: 'PATCH',
  path: '/api/concerns/:id',
  summary:
    'Change the title, the risk, the four Cs or the outcome; the chronology says what was there before',
  params: Params,
  body: z.strictObject({
    revision: Revision,
    title: Title.optional(),
    risk: ConcernRisk.optional(),
    fourCs: Four.optional(),
    nudes: z.boolean().optional(),
    outcome: z.string().trim().max(8000).optional(),
  }),
  reply: ConcernDetail,
});
export const setConcernStatus = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/status',
  summary: 'Close a concern or open it again, with the reason',
  params: Params,
  body: z.strictObject({ status: ConcernStatus, reason: Reason, revision: Revision }),
  reply: ConcernDetail,
});
export const addConcernEntry = endpoint({
  method: 'POST',
  path: '/api/concerns/:id/entries',
  summary: 'Write a line of the chronology; it stays as it is, and is put right by another line',
  params: Params,
  body: z.strictObject({ words: Words, happenedAt: Instant, corrects: Id.nullable() }),
  reply: ConcernDetail,
});
