import { composeAlerts, type ComposedAlerts } from './compose-alerts.ts';
import { composeCases } from './compose-cases.ts';
import { staffReaching } from './features/accounts/index.ts';
import { appendAudit, auditHead } from './features/audit/index.ts';
import {
  registerCaptures,
  type Announce,
  type CaptureHooks,
  type GiveAccountCaptures,
} from './features/captures/index.ts';
import {
  promiseEvidence,
  promiseRecording,
  readShownScreenshot,
  type EvidenceBlobs,
} from './features/evidence/index.ts';
import { heldAt, type Policies } from './features/policies/index.ts';
import { handMade } from './features/screens/index.ts';
import type { AgentFrames } from './permissions/agent-frames.ts';
import type { Live } from './permissions/live.ts';
import type { Routes } from './permissions/routes.ts';
import type { Bus } from './platform/bus/bus.ts';
import type { Clock } from './platform/clock/clock.ts';
import type { Database, SchoolTx } from './platform/db/database.ts';
import type { MasterKey } from './platform/keys/master-key.ts';
import type { Log } from './platform/log/log.ts';
import { createFonts } from './platform/pdf/fonts.ts';

/** Captures, and all that hears of them: alerts, concerns, threshold rules. */
export interface ComposedCaptures {
  readonly alerts: ComposedAlerts;
  /** Tells the consoles of a change to a capture. */
  readonly announce: Announce;
  /** Gives the captures of an account at a device to the person whom staff have found it to be. */
  readonly giveAccountCaptures: GiveAccountCaptures;
  stop(): void;
}

/** Puts the captures together with the features that grow out of them, none of which they know. */
export function composeCaptures(deps: {
  readonly db: Database;
  readonly routes: Routes;
  readonly agentFrames: AgentFrames;
  readonly live: Live;
  readonly bus: Bus;
  readonly clock: Clock;
  /** By which alerts become due. */
  readonly alertsClock: Clock;
  readonly timeZone: string;
  readonly log: Log;
  readonly masterKey: MasterKey;
  readonly publicUrl: () => string;
  readonly policies: Policies;
  readonly allowLike: Parameters<typeof registerCaptures>[0]['allowLike'];
  readonly blobs: EvidenceBlobs;
  /** Of features that the captures grow into and do not know. */
  readonly hooks: CaptureHooks;
}): ComposedCaptures {
  const { db, routes, clock, timeZone, log, policies } = deps;
  const announce: Announce = (...call) => captures.announce(...call);
  const screenshotOf = (tx: SchoolTx, captureId: string): ReturnType<typeof readShownScreenshot> =>
    readShownScreenshot(deps.blobs, tx, captureId);
  const alerts = composeAlerts({
    db,
    clock: deps.alertsClock,
    log,
    masterKey: deps.masterKey,
    publicUrl: deps.publicUrl,
    policies,
    routes,
    appendAudit,
    announce,
    screenshotOf,
  });
  const fonts = createFonts();
  const papers = { fonts, auditHead };
  const cases = composeCases({
    routes,
    live: deps.live,
    bus: deps.bus,
    clock,
    timeZone,
    policies,
    announce,
    papers,
    alert: alerts.tellOfThreshold,
  });
  const captures = registerCaptures({
    routes,
    agentFrames: deps.agentFrames,
    live: deps.live,
    log,
    wordsOf: (tx) => policies.wordsOf(tx),
    heldAt,
    promiseEvidence,
    promiseRecording,
    hooks: [alerts.hooks, cases.hooks, deps.hooks],
    clock,
    timeZone,
    nextInChain: alerts.nextInChain,
    concernsOf: cases.concernsOf,
    allowLike: deps.allowLike,
    handMade,
    staffReaching,
    papers: { ...papers, appendAudit, screenshotOf },
  });
  const { giveAccountCaptures } = captures;
  return { alerts, announce, giveAccountCaptures, stop: () => captures.stop() };
}
