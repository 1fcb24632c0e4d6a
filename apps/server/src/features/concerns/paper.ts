import type { ConcernDetail } from '@lapwing/protocol/features/concerns/api.ts';
import type { Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { ConcernParts } from './deps.ts';
import { byOf, showWhole } from './look.ts';
import { insertEntry } from './store-changes.ts';
import { FOUR_C_WORDS, PART_WORDS, POINT_WORDS, REFERRAL_WORDS } from './words.ts';

/** All that a paper of a concern shows, and the words in which it says it. Sealed captures are in it by fact alone. */
export interface ConcernPaper {
  readonly concern: ConcernDetail;
  /** For the audit: whose it is and which risk. */
  readonly inWords: string;
  readonly words: {
    readonly part: typeof PART_WORDS;
    readonly referral: typeof REFERRAL_WORDS;
    readonly fourC: typeof FOUR_C_WORDS;
    readonly point: typeof POINT_WORDS;
  };
}

/**
 * The concern for a paper that leaves the school; null when the actor may not give it out. Says in the chronology that
 * it was given out, in the same transaction.
 *
 * @param as what it is given out as, for example `PDF`
 */
export async function concernForPaper(
  parts: Pick<ConcernParts, 'wordsOf' | 'today'>,
  tx: SchoolTx,
  actor: Actor,
  id: string,
  as: string,
): Promise<ConcernPaper | null> {
  const call = { tx, actor, params: { id } };
  const first = await showWhole(parts, call);
  if (first === null || !first.shown.may.export.allowed) return null;
  await insertEntry(tx, byOf(actor), id, { kind: 'exported', what: `Given out as ${as}` });
  const found = await showWhole(parts, call);
  if (found === null) return null;
  return {
    concern: found.shown,
    inWords: found.inWords,
    words: { part: PART_WORDS, referral: REFERRAL_WORDS, fourC: FOUR_C_WORDS, point: POINT_WORDS },
  };
}
