import type { OpenSocket, SocketEvents } from '../socket.ts';

/** The server's end of one socket of a test. */
export interface ManualPeer {
  readonly url: string;
  /** What the agent sent, parsed. */
  readonly received: unknown[];
  /** Binary messages that the agent sent. */
  readonly pictures: Uint8Array[];
  /** Bytes that are said to wait in the agent's socket. */
  waiting: number;
  readonly isOpen: () => boolean;
  open(): void;
  say(frame: object): void;
  close(code?: number): void;
}

export interface ManualSockets {
  readonly open: OpenSocket;
  /** Every socket that the agent opened, the oldest first. */
  readonly peers: ManualPeer[];
  latest(): ManualPeer;
  /** Called with what the agent sends; a test's server answers here. */
  onText(answer: (peer: ManualPeer, frame: unknown) => void): void;
  /** Called with each binary message. */
  onBytes(answer: (peer: ManualPeer, bytes: Uint8Array) => void): void;
}

/** Sockets whose other end is the test. */
export function createManualSockets(): ManualSockets {
  const peers: ManualPeer[] = [];
  let answer: (peer: ManualPeer, frame: unknown) => void = () => undefined;
  let taken: (peer: ManualPeer, bytes: Uint8Array) => void = () => undefined;
  return {
    peers,
    latest() {
      const last = peers.at(-1);
      if (last === undefined) throw new Error('no socket was opened yet');
      return last;
    },
    onText(next) {
      answer = next;
    },
    onBytes(next) {
      taken = next;
    },
    open(url, events: SocketEvents) {
      let state: 'opening' | 'open' | 'closed' = 'opening';
      const received: unknown[] = [];
      const end = (code: number): void => {
        if (state === 'closed') return;
        state = 'closed';
        void Promise.resolve().then(() => events.closed(code));
      };
      const peer: ManualPeer = {
        url,
        received,
        pictures: [],
        waiting: 0,
        isOpen: () => state === 'open',
        open() {
          if (state !== 'opening') return;
          state = 'open';
          events.opened();
        },
        say(frame) {
          if (state === 'open') events.text(JSON.stringify(frame));
        },
        close: (code = 1006) => end(code),
      };
      peers.push(peer);
      return {
        send(text) {
          if (state !== 'open') return;
          const frame: unknown = JSON.parse(text);
          received.push(frame);
          answer(peer, frame);
        },
        sendBytes(bytes) {
          if (state !== 'open') return;
          peer.pictures.push(bytes);
          taken(peer, bytes);
        },
        waitingBytes: () => peer.waiting,
        close: () => end(1000),
      };
    },
  };
}
