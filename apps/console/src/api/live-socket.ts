import { ConsoleFrame } from '@lapwing/protocol/console-frames.ts';
import { keepOpen, readFrameBy, type LiveConnection, type LiveState, type SocketLike } from './reconnect.ts';

export interface LiveParts {
  open: () => SocketLike;
  /** Runs `job` after so many milliseconds; the answer calls it off. */
  schedule: (job: () => void, ms: number) => () => void;
  /** From 0 up to, not including, 1. */
  random: () => number;
  onState: (state: LiveState) => void;
  onFrame: (frame: ConsoleFrame) => void;
}

/** Keeps the console's socket open until stopped or signed out. A frame that is not in the contract is passed over. */
export function connectLive(parts: LiveParts): LiveConnection {
  return keepOpen({
    ...parts,
    onData(data, _socket, ready) {
      const frame = readFrame(data);
      if (frame === null) return;
      if (frame.type === 'console/ready') ready();
      parts.onFrame(frame);
    },
  });
}

/** Parses one frame; null for what this console does not know. */
export function readFrame(data: unknown): ConsoleFrame | null {
  return readFrameBy(ConsoleFrame, data);
}
