import { viewEvidence } from '@lapwing/protocol/features/evidence/api.ts';
import { can } from '../../permissions/actor.ts';
import { audited, BytesReply, type Routes } from '../../permissions/routes.ts';
import type { Blobs } from '../../platform/blobs/blobs.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import type { Log } from '../../platform/log/log.ts';
import { captureInWords, findSummary, insertHistory, type PolicyWords } from '../captures/index.ts';
import { parseRange } from './range.ts';
import { blobIds } from './receive.ts';
import { findReady } from './store.ts';
import { WATERMARKED_MEDIA_TYPE } from './watermark.ts';

/** Blobs whose key can be opened within a transaction that is under way, so that reading needs no second connection. */
export interface EvidenceBlobs extends Blobs {
  openKey(tx: SchoolTx): Promise<void>;
}

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
  deps.routes.school(viewEvidence, {
    capability: 'evidence.view',
    audit: 'evidence.view',
    async handle({ tx, actor, reach, params, request }) {
      const found = await findReady(tx, reach, params.id);
      if (found === null || (found.sealed && !can(actor, 'evidence.sealed'))) return notFound();
      await deps.blobs.openKey(tx);
      const read = await deps.blobs.read({ schoolId: tx.schoolId, id: blobIds(found.id).shown });
      if (!read.ok) {
        deps.log.error(
          'evidence.unreadable',
          { schoolId: tx.schoolId, evidence: found.id, reason: read.code },
          read.code === 'failed' ? read.cause : undefined,
        );
        return refuse(
          'unavailable',
          'evidence-unreadable',
          'The screenshot cannot be read from the storage.',
          {
            remedy: 'Ask whoever runs the server to look at its log and its backup.',
          },
        );
      }
      const capture = await findSummary(tx, reach, found.captureId);
      if (capture === null) return notFound();
      const by = { id: actor.accountId, name: actor.name };
      await insertHistory(tx, found.captureId, by, 'evidence-viewed', null);
      const reply = answer(read.bytes, request.headers.range, request.headers['if-range'], found.id);
      return audited(reply, {
        summary: `Opened a screenshot of ${captureInWords(capture, deps.words)}`,
        subject: { kind: 'capture', id: found.captureId },
        outcome: 'opened',
      });
    },
  });
}

function answer(
  bytes: Uint8Array,
  rangeHeader: string | undefined,
  ifRange: string | string[] | undefined,
  evidenceId: string,
): BytesReply {
  const headers = {
    'content-type': WATERMARKED_MEDIA_TYPE,
    'content-disposition': `inline; filename="${evidenceId}.jpg"`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    // Opened by itself in a tab, it is an image and can do nothing.
    'content-security-policy': "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox",
  };
  const requested = parseRange(rangeHeader, ifRange, bytes.length);
  switch (requested.kind) {
    case 'whole':
      return new BytesReply(bytes, headers);
    case 'none':
      return new BytesReply(
        new Uint8Array(0),
        { ...headers, 'content-range': `bytes */${bytes.length}` },
        416,
      );
    case 'part': {
      const { start, end } = requested.range;
      const range = `bytes ${start}-${end - 1}/${bytes.length}`;
      return new BytesReply(bytes.subarray(start, end), { ...headers, 'content-range': range }, 206);
    }
  }
}
