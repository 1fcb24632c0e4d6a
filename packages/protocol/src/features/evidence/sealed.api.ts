import { z } from 'zod';
import { endpoint } from '../../endpoint.ts';
import { Id, Instant } from '../../ids.ts';

/** Minutes for which sealed evidence stays open to whoever was let to open it. */
export const SEALED_MINUTES = 10;
/** Letters of the shortest reason that is one. */
export const SHORTEST_SEALED_REASON = 10;

/** Somebody's asking to open sealed evidence. */
export const SealedAsk = z.object({
  id: Id,
  captureId: Id,
  by: z.string(),
  reason: z.string(),
  askedAt: Instant,
  /**
   * `waiting`: for a second person; `open`: whoever asked may look now; `over`: their time has run out, or nobody
   * answered within a day.
   */
  state: z.enum(['waiting', 'open', 'refused', 'over']),
  /** The second person, once they have answered, and their words if they wrote any. */
  decidedBy: z.string().nullable(),
  answer: z.string().nullable(),
  openUntil: Instant.nullable(),
});
export type SealedAsk = z.infer<typeof SealedAsk>;

/** How it stands with sealed evidence for the caller. */
export const SealedState = z.object({
  /** Whether the school wants a second person's yes. */
  secondLook: z.boolean(),
  /** The caller's own newest asking; null when there is none. */
  own: SealedAsk.nullable(),
  /** Askings of others that the caller can answer. */
  toDecide: z.array(SealedAsk),
  /** Who has opened it before, newest first. */
  openings: z.array(z.object({ by: z.string(), at: Instant })),
});
export type SealedState = z.infer<typeof SealedState>;

/** Days within which a second person answers an asking to switch the second look off. */
export const SECOND_OFF_DAYS = 7;

/** Somebody asks that sealed evidence need no second person any more. */
export const SecondOffAsk = z.object({
  by: z.string(),
  at: Instant,
  /** Up to when somebody can answer. */
  until: Instant,
  /** The caller has asked; somebody else must answer. */
  own: z.boolean(),
});
export type SecondOffAsk = z.infer<typeof SecondOffAsk>;

const OfCapture = z.object({ captureId: Id });

export const showSealed = endpoint({
  method: 'GET',
  path: '/api/evidence/sealed/:captureId',
  summary: 'Whether the caller may look at sealed evidence now, and who asks to; nothing of the evidence',
  params: OfCapture,
  reply: SealedState,
});
/** Without a second look it is open at once. */
export const askSealed = endpoint({
  method: 'POST',
  path: '/api/evidence/sealed/:captureId/ask',
  summary: 'Ask to open sealed evidence, with the reason',
  params: OfCapture,
  body: z.strictObject({
    reason: z
      .string()
      .trim()
      .min(SHORTEST_SEALED_REASON, 'Write in a sentence why it must be opened.')
      .max(1000),
  }),
  reply: SealedState,
});
/** Those of the school that wait for a second person other than who asked. */
export const listSealedAsks = endpoint({
  method: 'GET',
  path: '/api/evidence/sealed/asks',
  summary: 'Askings to open sealed evidence that the caller can answer',
  reply: z.object({
    asks: z.array(SealedAsk),
    /** Somebody else asks that no second person be needed. */ offAsked: SecondOffAsk.nullable(),
  }),
});
export const decideSealed = endpoint({
  method: 'POST',
  path: '/api/evidence/sealed/asks/:id/decide',
  summary: "Agree to or refuse somebody else's asking to open sealed evidence",
  params: z.object({ id: Id }),
  body: z.strictObject({
    approve: z.boolean(),
    /** Why, in words for whoever asked. */
    answer: z.string().trim().max(1000).nullable(),
  }),
  reply: SealedState,
});

/** What stands sealed, wording by wording, oldest first. It is kept by nobody who reads it: the answer is never stored. */
export const SealedWords = z.object({
  captureId: Id,
  until: Instant,
  wordings: z.array(
    z.object({
      at: Instant,
      sentence: z.string(),
      /** Where the match lies, in UTF-16 units. */
      start: z.number().int(),
      end: z.number().int(),
      windowTitle: z.string().nullable(),
      url: z.string().nullable(),
    }),
  ),
});
export type SealedWords = z.infer<typeof SealedWords>;
/** Only while the caller's asking is open. Each reading stands in history, audit and a record of its own. */
export const openSealed = endpoint({
  method: 'POST',
  path: '/api/evidence/sealed/:captureId/open',
  summary: 'The words of a sealed capture',
  params: OfCapture,
  reply: SealedWords,
});

export const SealedRule = z.object({
  secondLook: z.boolean(),
  /** Who decided so last, and when; null while nobody has. */
  changed: z.object({ by: z.string(), at: Instant }).nullable(),
  /** Who asks that no second person be needed any more; null while nobody does. */
  offAsked: SecondOffAsk.nullable(),
});
export type SealedRule = z.infer<typeof SealedRule>;
export const showSealedRule = endpoint({
  method: 'GET',
  path: '/api/evidence/sealed/rule',
  summary: 'Whether sealed evidence needs the yes of a second person',
  reply: SealedRule,
});
/** On at once. Off is an asking, which somebody else who may open sealed evidence agrees to within seven days. */
export const setSealedRule = endpoint({
  method: 'PUT',
  path: '/api/evidence/sealed/rule',
  summary: 'Decide that sealed evidence needs the yes of a second person, or ask that it does not',
  body: z.strictObject({ secondLook: z.boolean() }),
  reply: SealedRule,
});
export const decideSealedRule = endpoint({
  method: 'POST',
  path: '/api/evidence/sealed/rule/decide',
  summary: "Agree to or refuse somebody else's asking that sealed evidence need no second person",
  body: z.strictObject({ agree: z.boolean() }),
  reply: SealedRule,
});
