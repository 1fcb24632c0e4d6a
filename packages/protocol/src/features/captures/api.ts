import { z } from 'zod';
import { Cursor, endpoint, pageOf, Permitted } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';
import { PolicyKey, Severity, Source } from '../../vocabulary.ts';
import { CaptureStatus } from './status.ts';

const NamedPerson = z.object({ id: Id, name: z.string() });
export const StaffName = z.object({ id: z.string(), name: z.string() });
export type StaffName = z.infer<typeof StaffName>;

/** One line of the list, and what a pop-up shows. Sealed captures carry no words of the text. */
export const CaptureSummary = z.object({
  id: Id,
  /** Null while the account at the device is matched to nobody; then `accountName` says what the device said. */
  person: NamedPerson.extend({ username: z.string(), form: z.string().nullable() }).nullable(),
  accountName: z.string().nullable(),
  groups: z.array(z.object({ id: Id, name: z.string() })),
  device: z.object({ id: Id, name: z.string(), room: z.string().nullable() }),
  policy: z.object({ key: PolicyKey, title: z.string() }),
  severity: Severity,
  source: Source,
  /** The sentence and where the match lies in it (UTF-16 units); null when sealed. */
  text: z.object({ sentence: z.string(), start: z.number().int(), end: z.number().int() }).nullable(),
  count: z.number().int(),
  application: z.string(),
  windowTitle: z.string(),
  /** The host of the page only; the whole address is in the detail. */
  site: z.string().nullable(),
  /** The database's time of arrival, and the device's own time of the trigger put right by its measured offset. */
  receivedAt: Instant,
  happenedAt: Instant,
  status: CaptureStatus,
  assignedTo: StaffName.nullable(),
  /** To whom it was escalated last, while it is. */
  escalatedTo: StaffName.nullable(),
  sealed: z.boolean(),
  evidence: z.enum(['none', 'coming', 'ready', 'lost']),
  recording: z.enum(['none', 'coming', 'ready', 'lost']),
  /** Kept beyond its usual time, by somebody's decision. */
  held: z.boolean(),
  /**
   * The same thing seen again: one person, one policy, within minutes. Shown as one, dealt with as one. Null for a
   * capture that stands by itself. `count` and `open` are of those that the caller may see.
   */
  incident: z.object({ id: Id, count: z.number().int(), open: z.number().int() }).nullable(),
  /** Rises with each change; sent back with a change so that two people do not overwrite each other. */
  revision: z.number().int(),
});
export type CaptureSummary = z.infer<typeof CaptureSummary>;

const EvidenceKind = z.enum(['screenshot', 'recording']);

export const HistoryEntry = z.object({
  id: Id,
  at: Instant,
  by: StaffName.nullable(),
  event: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('captured') }),
    z.object({ kind: z.literal('amended'), severity: Severity, sentence: z.string().nullable() }),
    z.object({ kind: z.literal('evidence-arrived'), what: EvidenceKind }),
    z.object({ kind: z.literal('evidence-viewed'), what: EvidenceKind }),
    z.object({ kind: z.literal('taken') }),
    /** Given to somebody by another, or to nobody. */
    z.object({ kind: z.literal('assigned'), to: z.string().nullable() }),
    z.object({ kind: z.literal('escalated'), to: z.string(), rationale: z.string() }),
    /** The last change was taken back by whoever made it. */
    z.object({ kind: z.literal('undone') }),
    /** The like is let pass from now on; in words. */
    z.object({ kind: z.literal('allowed'), what: z.string() }),
    /** Put together with others as one incident, or taken out of it. */
    z.object({ kind: z.literal('joined') }),
    z.object({ kind: z.literal('parted') }),
    /** The reason only for who may open sealed evidence themselves: it may tell what is in it. */
    z.object({ kind: z.literal('sealed-opened'), reason: z.string().nullable() }),
    z.object({ kind: z.literal('held'), reason: z.string() }),
    z.object({ kind: z.literal('released'), reason: z.string() }),
    /** A PDF of it was made, or the original of its evidence was handed on. */
    z.object({ kind: z.literal('exported'), what: z.enum(['document', 'original']) }),
    /** It became part of a concern. */
    z.object({ kind: z.literal('concern'), concernId: Id }),
    /** Somebody was told; to whom and how in words. */
    z.object({ kind: z.literal('alerted'), what: z.string() }),
    /** A threshold rule acted; what it did in words. */
    z.object({ kind: z.literal('threshold'), what: z.string() }),
    /** What the device did by itself, or Lapwing about the person, in words. */
    z.object({ kind: z.literal('sanctioned'), what: z.string() }),
    /** Some of that was ended by staff; what, in words. */
    z.object({ kind: z.literal('sanction-lifted'), what: z.string() }),
    z.object({
      kind: z.literal('status'),
      from: CaptureStatus,
      to: CaptureStatus,
      rationale: z.string().nullable(),
    }),
    z.object({ kind: z.literal('note'), text: z.string() }),
    /** Its account was found to be this person's. */
    z.object({ kind: z.literal('matched'), person: z.string() }),
    /** That was a mistake: it belongs to nobody again. */
    z.object({ kind: z.literal('unmatched'), person: z.string() }),
  ]),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const CaptureDetail = CaptureSummary.extend({
  url: z.string().nullable(),
  severityBefore: Severity,
  /** Why it weighs what it weighs, one sentence each. */
  because: z.array(z.object({ rule: z.string(), sentence: z.string() })),
  term: z.object({ id: z.string(), definition: z.string() }),
  /** Which version of the library, and which change of the policies, was newest for what the device held then. */
  caughtBy: z.object({ library: z.string().nullable(), change: z.number().int().nullable() }),
  guidance: z.array(z.string()),
  evidenceItems: z.array(
    z.object({
      id: Id,
      kind: EvidenceKind,
      state: z.enum(['coming', 'ready', 'lost']),
      /** Of a recording: of its first frame. */
      takenAt: Instant,
      mediaType: z.string().nullable(),
      bytes: z.number().int().nullable(),
      /** How many of them have arrived. */
      arrived: z.number().int(),
      /** SHA-256 of the original as the device sent it; null while a recording is being made. */
      sha256: z.string().nullable(),
      /** Of a recording: how long, and when in it the trigger was. */
      seconds: z.number().nullable(),
      triggerSeconds: z.number().nullable(),
      /** Why it is lost, in a sentence. */
      problem: z.string().nullable(),
    }),
  ),
  /** Why there is no evidence, when there is none. */
  evidenceReason: z.string().nullable(),
  history: z.array(HistoryEntry),
  /** The person's other captures, newest first. */
  earlier: z.array(
    z.object({
      id: Id,
      happenedAt: Instant,
      severity: Severity,
      policy: z.object({ key: PolicyKey, title: z.string() }),
      status: CaptureStatus,
    }),
  ),
  /** The others of its incident, newest first; without this one. */
  together: z.array(
    z.object({
      id: Id,
      happenedAt: Instant,
      severity: Severity,
      status: CaptureStatus,
      site: z.string().nullable(),
      /** Null when sealed. */
      sentence: z.string().nullable(),
    }),
  ),
  /** Concerns that it is part of, of those that the caller may see. */
  concerns: z.array(z.object({ id: Id, title: z.string() })),
  /** The caller's own last change, while it can be taken back. */
  undo: z.object({ what: z.string(), until: Instant }).nullable(),
  may: z.object({
    triage: Permitted,
    viewEvidence: Permitted,
    /** To let the like pass, in the groups of its person or the school. */
    allow: Permitted,
    hold: Permitted,
    export: Permitted,
    concern: Permitted,
  }),
});
export type CaptureDetail = z.infer<typeof CaptureDetail>;

const CaptureParams = z.object({ id: Id });

export const listCaptures = endpoint({
  method: 'GET',
  path: '/api/captures',
  summary: 'Captures that the caller may see',
  query: z.object({
    /** `open` is every status that is not closed. */
    status: z.union([CaptureStatus, z.literal('open')]).optional(),
    severity: Severity.optional(),
    policy: PolicyKey.optional(),
    source: Source.optional(),
    groupId: Id.optional(),
    personId: Id.optional(),
    deviceId: Id.optional(),
    /** The account that has it; `me`, or `nobody`. */
    assigned: z.string().min(1).max(100).optional(),
    /** Of one term of the library or the school's own. */
    term: z.string().min(1).max(120).optional(),
    /** First and last day by the school's clock, both included. */
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
    /** The same thing seen again is one line: the worst of it, then the newest. */
    together: z.stringbool().default(false),
    /** `worst`: by severity, then the one that waits longest. */
    sort: z.enum(['newest', 'oldest', 'worst']).default('newest'),
    after: Cursor.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: pageOf(CaptureSummary).extend({
    open: z.object({ severe: z.number().int(), moderate: z.number().int(), minor: z.number().int() }),
  }),
});
/** Figures alone: what the header shows needs no look at anybody. */
export const countCaptures = endpoint({
  method: 'GET',
  path: '/api/captures/counts',
  summary: 'How many open captures the caller may see, by severity',
  reply: z.object({ severe: z.number().int(), moderate: z.number().int(), minor: z.number().int() }),
});
/** Asked every few seconds while somebody waits for evidence; unlike the capture itself it is no look at a pupil's record. */
export const showArriving = endpoint({
  method: 'GET',
  path: '/api/captures/:id/arriving',
  summary: 'How much of the evidence of a capture has come so far',
  params: CaptureParams,
  /** Only what is still on its way; of a sealed capture nothing. */
  reply: z.object({ items: z.array(z.object({ id: Id, arrived: z.number().int() })) }),
});
export const showCapture = endpoint({
  method: 'GET',
  path: '/api/captures/:id',
  summary: 'One capture with its context, history and guidance',
  params: CaptureParams,
  reply: CaptureDetail,
});
