import type { SchoolTx } from '../../platform/db/database.ts';

/** A member of staff, as the history keeps them. */
interface Staff {
  readonly id: string;
  readonly name: string;
}

/**
 * What other features do when something happens to a capture, within the transaction in which it happens: an alert that
 * is owed is written down with what it is owed for, or neither is.
 */
export interface CaptureHooks {
  /** A device has reported it. */
  arrived?(tx: SchoolTx, captureId: string): Promise<void>;
  /** An amendment made it weigh more than before. */
  raised?(tx: SchoolTx, captureId: string): Promise<void>;
  /** Captures that were nobody's have been found to be one person's, who has them now; the newest first, one or more. */
  matched?(tx: SchoolTx, captureIds: readonly string[]): Promise<void>;
  /** Somebody has it in front of them: nobody need be told that nobody looks. */
  opened?(tx: SchoolTx, captureId: string, by: Staff): Promise<void>;
  assigned?(tx: SchoolTx, captureId: string, to: Staff, by: Staff): Promise<void>;
  escalated?(tx: SchoolTx, captureId: string, to: Staff, by: Staff, rationale: string): Promise<void>;
}

/** Calls each in turn. */
export function allHooks(hooks: readonly CaptureHooks[]): Required<CaptureHooks> {
  return {
    async arrived(...call) {
      for (const each of hooks) await each.arrived?.(...call);
    },
    async raised(...call) {
      for (const each of hooks) await each.raised?.(...call);
    },
    async matched(...call) {
      for (const each of hooks) await each.matched?.(...call);
    },
    async opened(...call) {
      for (const each of hooks) await each.opened?.(...call);
    },
    async assigned(...call) {
      for (const each of hooks) await each.assigned?.(...call);
    },
    async escalated(...call) {
      for (const each of hooks) await each.escalated?.(...call);
    },
  };
}
