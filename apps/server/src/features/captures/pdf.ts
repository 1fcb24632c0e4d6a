import { setImmediate } from 'node:timers/promises';
import {
  exportCapture,
  exportIncident,
  MOST_ON_PAPER,
} from '@lapwing/protocol/features/captures/paper.api.ts';
import sharp from 'sharp';
import { can, reachOf, type Actor, type Reach } from '../../permissions/actor.ts';
import { BytesReply, type AppendAudit, type AuditedOutcome, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound } from '../../platform/http/outcome.ts';
import type { Fonts } from '../../platform/pdf/fonts.ts';
import { mono, theirs } from '../../platform/pdf/words.ts';
import { beginPaper, letterheadOf, sayDay, sayMoment, type Letterhead } from '../schools/index.ts';
import { by, inWords, showDetail } from './detail.ts';
import type { CaptureParts } from './parts.ts';
import { SEVERITY_ON_PAPER, whoOnPaper } from './pdf-words.ts';
import { writeCapture, type CaptureOnPaper, type PaperScreenshot } from './pdf-write.ts';
import { insertHistory } from './store-history.ts';
import { capturesOfIncident } from './store-pdf.ts';
import { findSummary } from './store-read.ts';

const PER_MINUTE = 30;
/** Sharp enough to read a page by on A4; a screen of four thousand points would make a document of many megabytes. */
const WIDEST_PICTURE = 1800;
/** Pictures in one document. */
const MOST_PICTURES = 12;

export interface PaperParts extends Pick<
  CaptureParts,
  'routes' | 'heldAt' | 'wordsOf' | 'concernsOf' | 'clock' | 'timeZone'
> {
  readonly routes: Routes;
  readonly fonts: Fonts;
  readonly appendAudit: AppendAudit;
  /** The watermarked screenshot of a capture that is not sealed, with the hash of the original; the evidence's own. */
  readonly screenshotOf: (tx: SchoolTx, captureId: string) => Promise<Screenshot | null>;
  /** The newest entry of the school's audit, by which the document can be held against it later. */
  readonly auditHead: (tx: SchoolTx) => Promise<{ readonly seq: number; readonly hash: string } | null>;
}

/** Watermarked, with the hash of the original that the device sent. */
interface Screenshot {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly takenAt: Date;
}
interface GatheredCapture extends Omit<CaptureOnPaper, 'screenshot'> {
  readonly screenshot: Screenshot | null;
}
interface Gathered {
  readonly letterhead: Letterhead;
  readonly captures: readonly GatheredCapture[];
  readonly maker: string;
  readonly madeAt: Date;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  /** How many of the incident are left out for length. */
  readonly more: number;
}

/** Routes that give captures as PDF documents. What leaves so stands in the history and in the audit before it leaves. */
export function addCapturePapers(parts: PaperParts): void {
  parts.routes.school(exportCapture, {
    capability: 'captures.export',
    audit: 'captures.export',
    perMinute: PER_MINUTE,
    async handle({ tx, actor, reach, params, query, address }) {
      return exported(parts, { tx, actor, reach, address }, [params.id], query.evidence);
    },
  });
  parts.routes.school(exportIncident, {
    capability: 'captures.export',
    audit: 'captures.export',
    perMinute: PER_MINUTE,
    async handle({ tx, actor, reach, params, query, address }) {
      const ids = await capturesOfIncident(tx, reach, params.id);
      return exported(parts, { tx, actor, reach, address }, ids, query.evidence);
    },
  });
}

interface Call {
  readonly tx: SchoolTx;
  readonly actor: Actor;
  readonly reach: Reach;
  readonly address: string;
}

async function exported(
  parts: PaperParts,
  call: Call,
  ids: readonly string[],
  wantsEvidence: boolean,
): Promise<AuditedOutcome<BytesReply>> {
  const { tx, actor } = call;
  const view = reachOf(actor, 'captures.view');
  if (view === null) return notFound();
  const captures: GatheredCapture[] = [];
  const names: string[] = [];
  let pictures = 0;
  for (const id of ids.slice(0, MOST_ON_PAPER)) {
    // Both must reach it: to see it, and to take it out.
    if ((await findSummary(tx, call.reach, id)) === null) continue;
    const seen = await findSummary(tx, view, id);
    if (seen === null) continue;
    const room = pictures < MOST_PICTURES;
    const found = wantsEvidence ? await pictureOf(parts, call, id, seen.sealed, room) : null;
    if (found?.ok === true) pictures += 1;
    await insertHistory(tx, id, by(actor), 'exported', null);
    if (found?.ok === true) {
      await insertHistory(tx, id, by(actor), 'evidence-viewed', null);
      await parts.appendAudit(tx, {
        action: 'evidence.view',
        actor: { id: actor.accountId, name: actor.name },
        address: call.address,
        // How the sending of it ends, the line of the document says.
        outcome: 'done',
        summary: `Opened a screenshot of ${inWords(seen, await parts.wordsOf(tx))} in a PDF`,
        subject: { kind: 'capture', id },
      });
    }
    const shown = await showDetail(parts, tx, actor, view, id);
    if (shown === null) continue;
    names.push(shown.inWords);
    captures.push({
      capture: shown.shown,
      screenshot: found?.ok === true ? found.screenshot : null,
      withoutPicture:
        found === null ? 'The screenshot is not part of this document.' : found.ok ? null : found.why,
    });
  }
  const [first] = captures;
  if (first === undefined) return notFound();
  const gathered: Gathered = {
    letterhead: await letterheadOf(tx),
    captures,
    maker: actor.name,
    madeAt: new Date(parts.clock.now()),
    head: await parts.auditHead(tx),
    more: Math.max(0, ids.length - MOST_ON_PAPER),
  };
  const what = captures.length === 1 ? 'the capture' : `${captures.length} captures of one incident`;
  return {
    ok: true,
    // The document is made once the history and the audit stand.
    reply: new BytesReply(new Uint8Array(), {}),
    late: () => write(parts, gathered),
    audit: {
      summary: `Exported ${what} of ${names[0]} as PDF${wantsEvidence ? ', with screenshots' : ''}`,
      subject: { kind: 'capture', id: first.capture.id },
      outcome: 'opened',
    },
  };
}

type Found = { ok: true; screenshot: Screenshot } | { ok: false; why: string };

async function pictureOf(
  parts: PaperParts,
  call: Call,
  id: string,
  sealed: boolean,
  room: boolean,
): Promise<Found | null> {
  if (sealed) return null;
  const reach = reachOf(call.actor, 'evidence.view');
  if (
    !can(call.actor, 'evidence.view') ||
    reach === null ||
    (await findSummary(call.tx, reach, id)) === null
  ) {
    return { ok: false, why: 'Whoever made this document may not look at the screenshot.' };
  }
  if (!room)
    return { ok: false, why: `A document holds ${MOST_PICTURES} screenshots; this one is left out.` };
  const found = await parts.screenshotOf(call.tx, id);
  if (found === null) return { ok: false, why: 'There is no screenshot that can be shown.' };
  return { ok: true, screenshot: found };
}

/** Done once the transaction is over: it takes a tenth of a second for each. */
async function drawn(screenshot: Screenshot): Promise<PaperScreenshot> {
  const { data, info } = await sharp(screenshot.bytes)
    .resize({ width: WIDEST_PICTURE, withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer({ resolveWithObject: true });
  const picture = { bytes: data, width: info.width, height: info.height };
  return { picture, sha256: screenshot.sha256, takenAt: screenshot.takenAt };
}

async function write(parts: PaperParts, gathered: Gathered): Promise<BytesReply> {
  const { captures, madeAt } = gathered;
  const sayWhen = (at: Date): string => sayMoment(at, parts.timeZone);
  const [first] = captures;
  if (first === undefined) throw new Error('a document of nothing');
  const day = first.capture.happenedAt.slice(0, 10);
  const one = captures.length === 1;
  const said = sayDay(new Date(first.capture.happenedAt), parts.timeZone);
  const title = one ? `Capture of ${said}` : `Incident of ${said}, ${captures.length} captures`;
  const paper = beginPaper(parts.fonts, gathered.letterhead, {
    title,
    maker: gathered.maker,
    madeAt,
    timeZone: parts.timeZone,
  });
  paper.heading(1, one ? 'Capture' : `Incident: ${captures.length} captures`);
  paper.paragraph(whoOnPaper(first.capture));
  if (!one) {
    paper.list(
      captures.map(({ capture }) => [
        `${sayWhen(new Date(capture.happenedAt))}: `,
        theirs(capture.policy.title),
        `, ${SEVERITY_ON_PAPER[capture.severity].toLowerCase()}`,
      ]),
    );
  }
  if (gathered.more > 0) {
    paper.paragraph(`${gathered.more} further captures of the incident are left out for length.`);
  }
  for (const capture of captures) {
    const screenshot = capture.screenshot === null ? null : await drawn(capture.screenshot);
    writeCapture(paper, { ...capture, screenshot }, sayWhen);
    // Others are served between two captures.
    await setImmediate();
  }
  paper.heading(3, 'About this document');
  paper.paragraph(
    `Times are by the clock of ${parts.timeZone}. A capture is a sign that a program found, not a finding: what it means is for people to judge.`,
  );
  if (gathered.head !== null) {
    paper.remark([
      `The record of who did what stood at entry ${gathered.head.seq} when this was made, SHA-256 `,
      mono(gathered.head.hash),
    ]);
  }
  const bytes = await paper.finish();
  const name = `${one ? 'capture' : 'incident'}-${day}-${first.capture.id.slice(-8)}.pdf`;
  return new BytesReply(bytes, {
    'content-type': 'application/pdf',
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  });
}
