import { downloadEvidence, previewEvidence, viewEvidence } from '@lapwing/protocol/features/evidence/api.ts';
import { sittingOf } from '../../permissions/acting.ts';
import { can, reachOf } from '../../permissions/actor.ts';
import { audited, auditStands, unaudited, type Routes } from '../../permissions/routes.ts';
import type { Blobs } from '../../platform/blobs/blobs.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound } from '../../platform/http/outcome.ts';
import type { Log } from '../../platform/log/log.ts';
import { captureInWords, findSummary, insertHistory, type PolicyWords } from '../captures/index.ts';
import { blobIds } from './keep.ts';
import { PREVIEW_MEDIA_TYPE } from './preview.ts';
import { serveBlob } from './serve.ts';
import { beginSitting, findReady, findShownScreenshot } from './store.ts';
import { WATERMARKED_MEDIA_TYPE } from './watermark.ts';

/** Blobs whose key can be opened within a transaction that is under way, so that reading needs no second connection. */
export interface EvidenceBlobs extends Blobs {
  openKey(tx: SchoolTx): Promise<void>;
}

/** A player asks for a film bit by bit, and again when somebody goes back in it: that is one look. */
const SITTING_MINUTES = 10;

const EXTENSIONS: Readonly<Record<string, string>> = Object.freeze({
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
});

/**
 * Shows one piece of evidence. History and audit are committed before the first byte leaves, as `opened`: whoever
 * pulls the plug in between has still been seen to look.
 */
export function addViewEvidence(deps: {
  routes: Routes;
  blobs: EvidenceBlobs;
  words: Pick<PolicyWords, 'policyTitle'>;
  log: Log;
}): void {
  const { routes, blobs, log } = deps;

  routes.school(viewEvidence, {
    capability: 'evidence.view',
    audit: 'evidence.view',
    async handle({ tx, actor, reach, params, request }) {
      const found = await findReady(tx, reach, params.id, actor.accountId);
      // Sealed evidence is there for whoever has opened it with a reason, while that holds and the right does too.
      if (found === null || !found.open) return notFound();
      if (found.sealed && !can(actor, 'evidence.sealed')) return notFound();
      const screenshot = found.kind === 'screenshot';
      const ids = blobIds(found.id);
      const mediaType = screenshot ? WATERMARKED_MEDIA_TYPE : found.mediaType;
      await blobs.openKey(tx);
      const served = await serveBlob(
        blobs,
        { schoolId: tx.schoolId, id: screenshot ? ids.shown : ids.original },
        { range: request.headers.range, ifRange: request.headers['if-range'] },
        { mediaType, filename: `${found.id}.${extensionOf(mediaType)}`, disposition: 'inline' },
        log,
      );
      if (!served.ok) return served;
      const capture = await findSummary(tx, reach, found.captureId);
      if (capture === null) return notFound();
      if (!screenshot) {
        const looked = {
          evidenceId: found.id,
          accountId: actor.accountId,
          signIn: sittingOf(actor),
          minutes: SITTING_MINUTES,
        };
        if (!(await beginSitting(tx, looked))) return auditStands(served.reply);
      }
      const by = { id: actor.accountId, name: actor.name };
      await insertHistory(tx, found.captureId, by, 'evidence-viewed', found.kind);
      return audited(served.reply, {
        summary: `Opened a ${found.kind} of ${captureInWords(capture, deps.words)}`,
        subject: { kind: 'capture', id: found.captureId },
        outcome: 'opened',
      });
    },
  });

  routes.school(downloadEvidence, {
    capability: 'captures.export',
    audit: 'evidence.export',
    async handle({ tx, actor, reach, params }) {
      // Both must reach it: to look at it, and to take it out.
      const view = reachOf(actor, 'evidence.view');
      if (view === null || (await findReady(tx, view, params.id, actor.accountId)) === null)
        return notFound();
      const found = await findReady(tx, reach, params.id, actor.accountId);
      // What is sealed leaves the system by no door, opened or not.
      if (found === null || found.sealed) return notFound();
      await blobs.openKey(tx);
      const day = found.takenAt.toISOString().slice(0, 10);
      const served = await serveBlob(
        blobs,
        { schoolId: tx.schoolId, id: blobIds(found.id).original },
        { range: undefined, ifRange: undefined },
        {
          mediaType: found.mediaType,
          filename: `evidence-${day}-${found.sha256.slice(0, 12)}.${extensionOf(found.mediaType)}`,
          disposition: 'attachment',
        },
        log,
      );
      if (!served.ok) return served;
      const capture = await findSummary(tx, reach, found.captureId);
      if (capture === null) return notFound();
      await insertHistory(
        tx,
        found.captureId,
        { id: actor.accountId, name: actor.name },
        'exported',
        'original',
      );
      return audited(served.reply, {
        summary: `Downloaded the original ${found.kind} of ${captureInWords(capture, deps.words)}`,
        subject: { kind: 'capture', id: found.captureId },
        outcome: 'opened',
      });
    },
  });

  routes.school(previewEvidence, {
    capability: 'captures.view',
    audit: 'none',
    async handle({ tx, actor, reach, params }) {
      const found = await findReady(tx, reach, params.id, actor.accountId);
      if (found === null || found.sealed || found.kind !== 'screenshot') return notFound();
      await blobs.openKey(tx);
      const name = { schoolId: tx.schoolId, id: blobIds(found.id).preview };
      // What arrived before there were previews has none.
      if (!(await blobs.exists(name))) return notFound();
      const served = await serveBlob(
        blobs,
        name,
        { range: undefined, ifRange: undefined },
        { mediaType: PREVIEW_MEDIA_TYPE, filename: `${found.id}.jpg`, disposition: 'inline' },
        log,
      );
      return served.ok ? unaudited(served.reply) : served;
    },
  });
}

function extensionOf(mediaType: string): string {
  return EXTENSIONS[mediaType] ?? 'bin';
}

/** The screenshot of a capture for papers and mail. */
export interface ShownScreenshot {
  /** Watermarked, a JPEG. */
  readonly bytes: Uint8Array;
  readonly mediaType: typeof WATERMARKED_MEDIA_TYPE;
  /** Of the original. */
  readonly sha256: string;
  readonly takenAt: Date;
}

/**
 * The watermarked screenshot of a capture, for what leaves the console (papers, mail). Never of a sealed capture,
 * whoever asks. The caller has asked whether it may be seen, and writes history and audit.
 * @returns null when there is none, it is sealed, or it cannot be read
 */
export async function readShownScreenshot(
  blobs: EvidenceBlobs,
  tx: SchoolTx,
  captureId: string,
): Promise<ShownScreenshot | null> {
  const found = await findShownScreenshot(tx, captureId);
  if (found === null) return null;
  await blobs.openKey(tx);
  const read = await blobs.read({ schoolId: tx.schoolId, id: blobIds(found.id).shown });
  if (!read.ok) return null;
  const { sha256, takenAt } = found;
  return { bytes: read.bytes, mediaType: WATERMARKED_MEDIA_TYPE, sha256, takenAt };
}
