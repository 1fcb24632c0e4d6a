import type { SealedList } from '@lapwing/protocol/features/policies/edits.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { createMasterKey, type MasterKey } from '../../platform/keys/master-key.ts';
import { findSchool, openDataKey } from '../schools/index.ts';
import { insertSealed, sealedWords } from './store-changes.ts';

/** A sealed list as the compiler of packs takes it. Its words go to no other place. */
export interface SealedPhrases {
  readonly id: string;
  readonly policy: 'illegal-content';
  readonly severity: 'severe';
  readonly phrases: readonly string[];
}

/** Reads the words of sealed lists, for the compiler alone. */
export type OpenSealed = (
  tx: SchoolTx,
  lists: ReadonlyMap<string, SealedList>,
) => Promise<readonly SealedPhrases[]>;

const purpose = (schoolId: string, ref: string): string => `policies.sealed ${schoolId} ${ref}`;

/** Under which id what a sealed list holds is found. */
export const SEALED_TERM = 'sealed.';

/** Keeps the words of sealed lists under the school's data key. */
export interface Sealed {
  readonly open: OpenSealed;
  /** Keeps phrases of one line each under a new ref. */
  seal(tx: SchoolTx, ref: string, phrases: readonly string[]): Promise<void>;
}

export function createSealed(masterKey: MasterKey): Sealed {
  async function keyOf(tx: SchoolTx): Promise<MasterKey> {
    const school = await findSchool(tx);
    if (school === null) throw new Error('a list belongs to a school');
    return createMasterKey(openDataKey(masterKey, school.id, school.dataKeySealed));
  }
  return {
    async open(tx, lists) {
      if (lists.size === 0) return [];
      const words = await sealedWords(
        tx,
        Array.from(lists.values(), (list) => list.ref),
      );
      const key = await keyOf(tx);
      return Array.from(lists).flatMap(([id, { ref }]): SealedPhrases[] => {
        const sealed = words.get(ref);
        if (sealed === undefined) return [];
        const phrases = new TextDecoder().decode(key.open(purpose(tx.schoolId, ref), sealed)).split('\n');
        return [{ id: `${SEALED_TERM}${id}`, policy: 'illegal-content', severity: 'severe', phrases }];
      });
    },
    async seal(tx, ref, phrases) {
      const key = await keyOf(tx);
      const plain = new TextEncoder().encode(phrases.join('\n'));
      await insertSealed(tx, ref, key.seal(purpose(tx.schoolId, ref), plain));
    },
  };
}
