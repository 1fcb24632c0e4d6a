import type { Readable, Writable } from 'node:stream';

import { createFrameReader, encodeFrame, type Frame } from './frames.ts';

/** Both ends of a pipe, at one side of it. */
export interface Pipe {
  readonly input: Readable;
  readonly output: Writable;
}

export interface Channel {
  /** Nothing happens once it is over. */
  say(head: unknown, body?: readonly Uint8Array[]): void;
  /** Ends it from this side. */
  end(): void;
}

/**
 * Frames over a pipe.
 * @param heard.frame false for one that makes no sense: then the channel is over
 * @param heard.over once, whoever ended it
 */
export function openChannel(
  { input, output }: Pipe,
  heard: { readonly frame: (frame: Frame) => boolean; readonly over: () => void },
): Channel {
  let ended = false;

  function end(): void {
    if (ended) return;
    ended = true;
    input.off('data', read);
    output.end();
    heard.over();
  }
  const read = (piece: Uint8Array): void => {
    if (!push(piece)) end();
  };
  const push = createFrameReader((frame) => {
    if (!ended && !heard.frame(frame)) end();
  });

  input.on('data', read);
  for (const event of ['end', 'close', 'error']) input.on(event, end);
  for (const event of ['close', 'error']) output.on(event, end);
  return {
    say(head, body) {
      if (ended) return;
      output.cork();
      for (const piece of encodeFrame(head, body)) output.write(piece);
      output.uncork();
    },
    end,
  };
}
