import { createHash, type KeyObject } from 'node:crypto';
import type { StateChanged, StateDocument } from '@lapwing/protocol/features/state/document.event.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { MasterKey } from '../../platform/keys/master-key.ts';
import type { Policies } from '../policies/index.ts';
import { findSchool, noticeUrl, openStateKey, signState } from '../schools/index.ts';
import { contentOf, resolve, type StateContent } from './resolve.ts';
import { findIssued, keepIssued } from './store.ts';

/** A device that is away for the holidays must not come back with a stale document. */
const GOOD_FOR_MS = 90 * 24 * 60 * 60_000;
/** A document is issued anew when a third of its time is over, so that a connected device never holds a stale one. */
const RENEW_AFTER_MS = GOOD_FOR_MS / 3;

export interface Documents {
  /**
   * The signed document of a device, a new version of it if what it says has changed or it is getting old.
   *
   * @param atLeast the lowest version that the device will take
   * @returns also whether the version is new
   */
  documentFor(
    tx: SchoolTx,
    deviceId: string,
    atLeast?: number,
  ): Promise<{ frame: StateChanged; version: number; renewed: boolean }>;
}

export function createDocuments(deps: {
  readonly masterKey: MasterKey;
  readonly policies: Policies;
  readonly publicUrl: () => string;
}): Documents {
  /** Opened keys by the sealed ones that they were opened from. */
  const keys = new Map<string, KeyObject>();

  return {
    async documentFor(tx, deviceId, atLeast = 1) {
      const school = await findSchool(tx);
      if (school === null) throw new Error('a device belongs to a school');
      const content = contentOf({
        schoolId: tx.schoolId,
        deviceId,
        schoolName: school.name,
        noticeUrl: noticeUrl(deps.publicUrl(), tx.schoolId),
        pack: await deps.policies.ensurePack(tx),
        settings: resolve([]).settings,
      });
      const contentSha256 = hashOf(content);
      const issued = await findIssued(tx, deviceId);
      const stands =
        issued !== null &&
        issued.version >= atLeast &&
        issued.contentSha256 === contentSha256 &&
        issued.now.getTime() - issued.issuedAt.getTime() < RENEW_AFTER_MS;
      const version = stands ? issued.version : Math.max((issued?.version ?? 0) + 1, atLeast);
      const issuedAt = stands ? issued.issuedAt : await keepIssued(tx, deviceId, version, contentSha256);
      const document: StateDocument = {
        ...content,
        version,
        issuedAt: issuedAt.toISOString(),
        expiresAt: new Date(issuedAt.getTime() + GOOD_FOR_MS).toISOString(),
      };
      const payload = JSON.stringify(document);
      const sealedId = school.stateKeySealed.toString('base64url');
      const key = keys.get(sealedId) ?? openStateKey(deps.masterKey, tx.schoolId, school.stateKeySealed);
      keys.set(sealedId, key);
      return {
        frame: { type: 'state/document', payload, signature: signState(key, payload) },
        version,
        renewed: !stands,
      };
    },
  };
}

/** `contentOf` writes the fields in one order, so equal content is equal text. */
function hashOf(content: StateContent): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
