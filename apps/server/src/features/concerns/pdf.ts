import { createHash } from 'node:crypto';
import { exportConcern } from '@lapwing/protocol/features/concerns/paper.api.ts';
import { audited, BytesReply } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { mono } from '../../platform/pdf/words.ts';
import { beginPaper, letterheadOf, sayMoment } from '../schools/index.ts';
import type { ConcernParts } from './deps.ts';
import { concernForPaper } from './paper.ts';
import { writeConcern } from './pdf-write.ts';

const PER_MINUTE = 30;

/**
 * The route that gives a concern as a PDF. It says where the audit stood before it, and the audit keeps the SHA-256 of
 * the very file: whoever holds one can show later that it is what the school had written then.
 */
export function addConcernPaper(parts: ConcernParts): void {
  parts.routes.school(exportConcern, {
    capability: 'concerns.manage',
    audit: 'concerns.export',
    perMinute: PER_MINUTE,
    async handle({ tx, actor, params }) {
      const found = await concernForPaper(parts, tx, actor, params.id, 'PDF');
      if (found === null) return notFound();
      const madeAt = new Date(parts.clock.now());
      const head = await parts.papers.auditHead(tx);
      const sayWhen = (at: Date): string => sayMoment(at, parts.timeZone);
      const paper = beginPaper(parts.papers.fonts, await letterheadOf(tx), {
        title: 'Record of a concern',
        maker: actor.name,
        madeAt,
        timeZone: parts.timeZone,
      });
      writeConcern(paper, found, sayWhen);
      paper.heading(2, 'How this record can be proved');
      paper.paragraph(
        `This is the record as it stood on ${sayWhen(madeAt)}, by the clock of ${parts.timeZone}. Lines of a chronology are never changed: what puts one right is another line.`,
      );
      if (head !== null) {
        paper.facts([
          ['Audit', `entry ${head.seq} was the newest when this was made`],
          ['Its SHA-256', mono(head.hash)],
        ]);
      }
      paper.paragraph(
        'Each entry of the audit holds the hash of the one before, so this one covers all that went before it. The entry that follows keeps the SHA-256 of this very file.',
      );
      const bytes = await paper.finish();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const reply = new BytesReply(bytes, {
        'content-type': 'application/pdf',
        'content-disposition': `attachment; filename="concern-${parts.today()}-${params.id.slice(-8)}.pdf"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
      return audited(reply, {
        summary: `Made a PDF of the concern about ${found.inWords}, SHA-256 ${sha256}`,
        subject: { kind: 'concern', id: params.id },
      });
    },
  });
}
