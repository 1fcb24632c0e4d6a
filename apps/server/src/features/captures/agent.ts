import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type {
  CaptureContext,
  CapturedFinding,
  EvidencePromise,
  RecordingPromise,
} from '@lapwing/protocol/features/captures/capture.ts';
import { SEVERITIES } from '@lapwing/protocol/vocabulary.ts';
import type { AgentFrames, FrameCall } from '../../permissions/agent-frames.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import { findSession } from '../sessions/index.ts';
import type { CaptureHooks } from './hooks.ts';
import type { Announce } from './announce.ts';
import { storable } from './storable.ts';
import type { WordsOf } from './present.ts';
import {
  adoptAmendment,
  captureOfItem,
  countLoss,
  holdForAmendment,
  insertAmendment,
  insertCapture,
  ownerOf,
  sealCapture,
  type LossReason,
} from './store.ts';
import { joinOnArrival } from './store-incidents.ts';

/** Keeps what a new capture says will follow by HTTP, in the transaction that stores the capture. */
export type PromiseEvidence = (
  tx: SchoolTx,
  promised: {
    readonly captureId: string;
    readonly deviceId: string;
    readonly clockOffsetMs: number;
    readonly promise: Extract<EvidencePromise, { state: 'coming' }>;
  },
) => Promise<void>;

/** Keeps that a recording is being made, or why there is none. */
export type PromiseRecording = (
  tx: SchoolTx,
  promised: {
    readonly captureId: string;
    readonly deviceId: string;
    readonly clockOffsetMs: number;
    /** The device's own time of the trigger. */
    readonly at: string;
    readonly promise: RecordingPromise;
  },
) => Promise<void>;

/** Hears captures and their amendments. What was stored once is acknowledged however often it comes. */
export function hearCaptures(deps: {
  agentFrames: AgentFrames;
  promiseEvidence: PromiseEvidence;
  promiseRecording: PromiseRecording;
  announce: Announce;
  wordsOf: WordsOf;
  hooks: Required<CaptureHooks>;
  log: Log;
}): void {
  const { agentFrames, announce, hooks } = deps;

  /** To look at such material can itself be an offence: nobody reads its words in passing. */
  const isSealed = async (tx: SchoolTx, finding: CapturedFinding): Promise<boolean> =>
    finding.policy === 'illegal-content' || (await deps.wordsOf(tx)).isSealed(finding.term);

  async function reject(call: FrameCall, id: string, reason: LossReason): Promise<ServerFrame[]> {
    await countLoss(call.tx, call.deviceId, reason);
    call.tx.afterCommit(() =>
      deps.log.warn('captures.rejected', {
        schoolId: call.schoolId,
        deviceId: call.deviceId,
        item: id,
        reason,
      }),
    );
    return [{ type: 'captures/rejected', id, reason }];
  }

  agentFrames.on('captures/reported', async (call, frame) => {
    const session = await findSession(call.tx, call.deviceId, frame.sessionId);
    if (session === null) return reject(call, frame.id, 'session-unknown');
    const context = storableContext(frame.context);
    const inserted = await insertCapture(call.tx, {
      id: frame.id,
      sessionId: session.id,
      deviceId: call.deviceId,
      personId: session.personId,
      accountName: session.accountName,
      deviceTimeMs: Date.parse(frame.at),
      clockOffsetMs: call.clockOffsetMs,
      finding: storableFinding(frame.finding),
      context,
      site: siteOf(context.url),
      noEvidenceReason: frame.evidence.state === 'none' ? frame.evidence.reason : null,
      sealed: await isSealed(call.tx, frame.finding),
    });
    if (!inserted) {
      // An id that another device has used can never become this device's capture.
      if ((await ownerOf(call.tx, frame.id)) !== call.deviceId) return reject(call, frame.id, 'bad-item');
      return acknowledged(frame.id);
    }
    if (frame.evidence.state === 'coming') {
      await deps.promiseEvidence(call.tx, {
        captureId: frame.id,
        deviceId: call.deviceId,
        clockOffsetMs: call.clockOffsetMs,
        promise: frame.evidence,
      });
    }
    if (frame.recording !== undefined) {
      await deps.promiseRecording(call.tx, {
        captureId: frame.id,
        deviceId: call.deviceId,
        clockOffsetMs: call.clockOffsetMs,
        at: frame.at,
        promise: frame.recording,
      });
    }
    const joined = await joinOnArrival(call.tx, frame.id);
    await hooks.arrived(call.tx, frame.id);
    announce(call.tx, 'captures/arrived', frame.id);
    // It stands in an incident from now on.
    if (joined !== null) announce(call.tx, 'captures/changed', joined);
    return acknowledged(frame.id);
  });

  agentFrames.on('captures/amended', async (call, frame) => {
    const { start, end, sentence } = frame.finding;
    // The database writes ids in lower case; the device is answered with its own.
    const captureId = frame.captureId.toLowerCase();
    if (start >= end || end > sentence.length) return reject(call, frame.id, 'bad-item');
    const capture = await holdForAmendment(call.tx, captureId, call.deviceId);
    if (capture === null) return reject(call, frame.id, 'capture-unknown');
    const known = await captureOfItem(call.tx, frame.id);
    if (known !== null) {
      return known === captureId ? acknowledged(frame.id) : reject(call, frame.id, 'bad-item');
    }
    // Sealed once is sealed for good: an amendment cannot bring the words back into sight.
    const sealed = capture.sealed || (await isSealed(call.tx, frame.finding));
    const amendment = {
      itemId: frame.id.toLowerCase(),
      captureId,
      atMs: Date.parse(frame.at),
      finding: storableFinding(frame.finding),
      sealed,
    };
    if (sealed && !capture.sealed) await sealCapture(call.tx, captureId);
    await insertAmendment(call.tx, amendment);
    if (isNewer(amendment, capture)) {
      await adoptAmendment(call.tx, amendment);
      const weight = SEVERITIES.indexOf(frame.finding.severity);
      if (weight > SEVERITIES.indexOf(capture.severity)) await hooks.raised(call.tx, captureId);
    }
    announce(call.tx, 'captures/changed', captureId);
    return acknowledged(frame.id);
  });

  agentFrames.onBadFrame(async (call, bad) => {
    call.tx.afterCommit(() =>
      deps.log.warn('captures.malformed', {
        schoolId: call.schoolId,
        deviceId: call.deviceId,
        item: bad.id,
        fields: bad.detail,
      }),
    );
    return reject(call, bad.id, 'bad-item');
  });
}

function acknowledged(id: string): ServerFrame[] {
  return [{ type: 'captures/acknowledged', ids: [id] }];
}

/** The device's own order, so that the same items end in the same capture whatever order they come in. */
function isNewer(
  amendment: { atMs: number; itemId: string },
  capture: { newestAtMs: number; newestItem: string },
): boolean {
  if (amendment.atMs !== capture.newestAtMs) return amendment.atMs > capture.newestAtMs;
  return amendment.itemId > capture.newestItem;
}

function storableFinding(finding: CapturedFinding): CapturedFinding {
  return {
    ...finding,
    term: storable(finding.term),
    because: finding.because.map(storable),
    sentence: storable(finding.sentence),
  };
}

function storableContext(context: CaptureContext): CaptureContext {
  return {
    application: storable(context.application),
    windowTitle: storable(context.windowTitle),
    url: context.url === null ? null : storable(context.url),
  };
}

/** The host of a web page; null for anything else. */
function siteOf(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed.hostname : null;
}
