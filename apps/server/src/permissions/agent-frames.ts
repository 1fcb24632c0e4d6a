import type { AgentFrame, ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { SchoolTx } from '../platform/db/database.ts';

/** The device behind a frame, as the server knows it from the connection; what a frame claims counts for nothing. */
export interface FrameCall {
  readonly tx: SchoolTx;
  readonly schoolId: string;
  readonly deviceId: string;
  /** Milliseconds to add to the device's own time to get the server's, measured when it connected. */
  readonly clockOffsetMs: number;
  readonly address: string;
}

/**
 * What features hear: everything that an agent says once it is let in. The connection itself is the devices' own, and
 * what is only of the moment goes past the database.
 */
export type HeardFrame = Exclude<AgentFrame, { type: 'devices/hello' | 'devices/ping' | 'screens/shown' }>;
export type HeardType = HeardFrame['type'];

/**
 * Stores what a frame says. Several frames of one device may share a transaction, and one that is rolled back is tried
 * again by itself: whatever goes beyond the transaction belongs in `tx.afterCommit`. The frames returned are sent
 * after the commit and never without it, so that an acknowledged item is a stored one. A throw acknowledges nothing.
 */
export type FrameHandler<Type extends HeardType> = (
  call: FrameCall,
  frame: Extract<HeardFrame, { type: Type }>,
) => Promise<readonly ServerFrame[]>;

/** A frame of a known type that is not as the contract says; `detail` names its fields, never their values. */
export interface BadFrame {
  readonly id: string;
  readonly detail: string;
}
export type BadFrameHandler = (call: FrameCall, bad: BadFrame) => Promise<readonly ServerFrame[]>;

/** Where features say which frames they hear, and where the device's connection hands them over. */
export interface AgentFrames {
  /** One handler for each type; a second one throws. */
  on<Type extends HeardType>(type: Type, handler: FrameHandler<Type>): void;
  /** For malformed frames that carry an id, so that the device can be told to give the item up. */
  onBadFrame(handler: BadFrameHandler): void;
  handle(call: FrameCall, frame: HeardFrame): Promise<readonly ServerFrame[]>;
  handleBad(call: FrameCall, bad: BadFrame): Promise<readonly ServerFrame[]>;
}

export function createAgentFrames(): AgentFrames {
  const handlers = new Map<string, FrameHandler<never>>();
  let badFrameHandler: BadFrameHandler | null = null;
  return {
    on(type, handler) {
      if (handlers.has(type)) throw new Error(`${type} has a handler already`);
      // The map is keyed by the type that the handler takes, which `handle` looks up by.
      handlers.set(type, handler as unknown as FrameHandler<never>);
    },
    onBadFrame(handler) {
      if (badFrameHandler !== null) throw new Error('malformed frames have a handler already');
      badFrameHandler = handler;
    },
    async handle(call, frame) {
      const handler = handlers.get(frame.type);
      return handler === undefined ? [] : handler(call, frame as never);
    },
    async handleBad(call, bad) {
      return badFrameHandler === null ? [] : badFrameHandler(call, bad);
    },
  };
}
