import type { AgentFrames } from '../../permissions/agent-frames.ts';
import { reachOf, type Actor } from '../../permissions/actor.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import type { Log } from '../../platform/log/log.ts';
import { hearCaptures, type PromiseEvidence, type PromiseRecording } from './agent.ts';
import { allHooks, type CaptureHooks } from './hooks.ts';
import { createAnnounce, type Announce } from './announce.ts';
import { addCaptureRoutes } from './api.ts';
import { addAroundRoute } from './around.api.ts';
import { addBulkRoutes } from './bulk.api.ts';
import { addIncidentRoutes } from './incidents.api.ts';
import { addLookingRoutes } from './looking.api.ts';
import { addMeaningRoutes } from './meanings.api.ts';
import type { CaptureParts } from './parts.ts';
import { addCapturePapers, type PaperParts } from './pdf.ts';
import { addTriageRoutes } from './triage.api.ts';
import { addViewRoutes } from './views.api.ts';
import type { Severity } from '@lapwing/protocol/vocabulary.ts';
import type { OpenCaptures } from '../groups/index.ts';
import type { By } from './store-history.ts';
import { giveAccountCaptures, type AccountOwner } from './store-owners.ts';
import { openOwners } from './store-read.ts';

/** Gives the captures of an account to its person and says so to whatever acts on that; @returns their ids, the newest first */
export type GiveAccountCaptures = (tx: SchoolTx, owner: AccountOwner, by: By) => Promise<string[]>;

export type { CaptureHooks } from './hooks.ts';
export type { PromiseEvidence, PromiseRecording } from './agent.ts';
export type { Announce } from './announce.ts';
export type { PolicyWords } from './present.ts';
export { inWords as captureInWords } from './detail.ts';
export type { AllowLike, ConcernsOf, HandMade, NextInChain, PassedCapture, StaffReaching } from './parts.ts';
export { anyLead, staffOf } from './staff.ts';
export { storable } from './storable.ts';
export { countLoss, ownerOf, putRight, type LossReason } from './store.ts';
export { insertHistory, type By, type LineKind } from './store-history.ts';
export { takeBackAccountCaptures, type AccountOwner } from './store-owners.ts';
export { judgedCaptures, noisyTerms, type JudgedRow, type NoisyScope } from './store-noisy.ts';
export { pastCaptures, type PastCaptures, type PastRow } from './store-past.ts';
export { newCapturesBy, type NewCapturesRow } from './store-new.ts';
export { findSummary, type SummaryRow } from './store-read.ts';

/** Adds the routes of the captures and hears the devices. Returns what tells the consoles of a change to one. */
export function registerCaptures(
  deps: Omit<CaptureParts, 'announce' | 'hooks'> & {
    readonly agentFrames: AgentFrames;
    readonly log: Log;
    /** Keeps what a capture says will follow; the evidence feature's own. */
    readonly promiseEvidence: PromiseEvidence;
    readonly promiseRecording: PromiseRecording;
    readonly hooks: readonly CaptureHooks[];
    /** What documents are made of. */
    readonly papers: Omit<PaperParts, keyof CaptureParts>;
  },
): {
  readonly announce: Announce;
  readonly giveAccountCaptures: GiveAccountCaptures;
  /** Looks now for those who had a capture in front of them and have said nothing since; it is done every few seconds. */
  tidy(): void;
  stop(): void;
} {
  const announce = createAnnounce(deps.live, deps.wordsOf);
  const hooks = allHooks(deps.hooks);
  hearCaptures({
    agentFrames: deps.agentFrames,
    promiseEvidence: deps.promiseEvidence,
    promiseRecording: deps.promiseRecording,
    announce,
    wordsOf: deps.wordsOf,
    hooks,
    log: deps.log,
  });
  const parts: CaptureParts = { ...deps, announce, hooks };
  addCaptureRoutes(parts);
  addTriageRoutes(parts);
  addBulkRoutes(parts);
  addIncidentRoutes(parts);
  addAroundRoute(parts);
  addMeaningRoutes(parts);
  addViewRoutes(parts);
  addCapturePapers({ ...parts, ...deps.papers });
  return {
    announce,
    async giveAccountCaptures(tx, owner, by) {
      const given = await giveAccountCaptures(tx, owner, by);
      if (given.length > 0) await hooks.matched(tx, given);
      return given;
    },
    ...addLookingRoutes(parts),
  };
}

/**
 * The open captures that the actor may see with their severities, by the id of the person and of the device that each
 * belongs to, for the live counts of groups, people and devices; null when the actor may not see captures.
 */
export async function openCaptures(tx: SchoolTx, actor: Actor): Promise<OpenCaptures | null> {
  const reach = reachOf(actor, 'captures.view');
  if (reach === null) return null;
  const byMember = new Map<string, Map<string, Severity>>();
  for (const capture of await openOwners(tx, reach)) {
    for (const member of [capture.person_id, capture.device_id]) {
      if (member === null) continue;
      const captures = byMember.get(member);
      if (captures === undefined) byMember.set(member, new Map([[capture.id, capture.severity]]));
      else captures.set(capture.id, capture.severity);
    }
  }
  return byMember;
}
