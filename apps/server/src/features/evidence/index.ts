import type { FastifyInstance } from 'fastify';
import type { AgentFrames } from '../../permissions/agent-frames.ts';
import type { Blobs } from '../../platform/blobs/blobs.ts';
import { createEncryptedBlobs } from '../../platform/blobs/encrypted-blobs.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import type { MasterKey } from '../../platform/keys/master-key.ts';
import { findSchool, openDataKey } from '../schools/index.ts';
import { hearRecordings } from './agent.ts';
import { addHoldRoutes } from './holds.ts';
import { addPutEvidence, type ReceiveDeps } from './receive.ts';
import { addSealedRoutes } from './sealed.ts';
import { startTidying, type TidyDeps } from './tidy.ts';
import { addViewEvidence, type EvidenceBlobs } from './view.ts';

export { decodeImage, type DecodedImage } from './image.ts';
export { createSlots, type Slots } from './slots.ts';
export { watermark, WATERMARKED_MEDIA_TYPE, type WatermarkFacts } from './watermark.ts';
export { promiseEvidence, promiseRecording } from './store.ts';
export { serveBlob, type Wanted } from './serve.ts';
export { readShownScreenshot, type EvidenceBlobs, type ShownScreenshot } from './view.ts';

/** Takes evidence from devices, shows it to those who may see it, holds it, and opens what is sealed. */
export function registerEvidence(
  deps: ReceiveDeps &
    TidyDeps & {
      readonly http: FastifyInstance;
      readonly agentFrames: AgentFrames;
      readonly blobs: EvidenceBlobs;
    },
): { stop(): void } {
  deps.http.addContentTypeParser(
    /^(?:image\/(?:jpeg|png|webp)|video\/(?:mp4|webm)|application\/octet-stream)$/,
    { parseAs: 'buffer' },
    (_request, body, taken) => taken(null, body),
  );
  hearRecordings(deps);
  addPutEvidence(deps);
  addViewEvidence(deps);
  addHoldRoutes(deps);
  addSealedRoutes(deps);
  return { stop: startTidying(deps) };
}

/** Blobs encrypted with each school's own data key, which the master key opens; opened keys are kept in memory. */
export function createEvidenceBlobs(deps: {
  db: Database;
  masterKey: MasterKey;
  inner: Blobs;
}): EvidenceBlobs {
  const keys = new Map<string, Uint8Array>();
  async function keyIn(tx: SchoolTx): Promise<Uint8Array> {
    const known = keys.get(tx.schoolId);
    if (known !== undefined) return known;
    const school = await findSchool(tx);
    if (school === null) throw new Error('evidence of a school that does not exist');
    const key = openDataKey(deps.masterKey, tx.schoolId, school.dataKeySealed);
    keys.set(tx.schoolId, key);
    return key;
  }
  const blobs = createEncryptedBlobs(
    deps.inner,
    async (schoolId) => keys.get(schoolId) ?? deps.db.inSchool(schoolId, keyIn),
  );
  return {
    ...blobs,
    async openKey(tx) {
      await keyIn(tx);
    },
  };
}
