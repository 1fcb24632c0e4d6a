export interface SocketEvents {
  opened(): void;
  text(data: string): void;
  /** Called once at the end, whatever the reason; also when the socket could not be opened. */
  closed(code: number): void;
}

export interface Socket {
  /** Ignored unless open. */
  send(text: string): void;
  /** One binary message. Ignored unless open. */
  sendBytes(bytes: Uint8Array<ArrayBuffer>): void;
  /** Bytes that were given to the socket and have not gone out yet. */
  waitingBytes(): number;
  /** Starts closing; `closed` follows. Harmless when closed. */
  close(): void;
}

/** A socket to nowhere, for an address that is none or a device without a network. */
export const CLOSED_SOCKET: Socket = Object.freeze({
  send: () => undefined,
  sendBytes: () => undefined,
  waitingBytes: () => 0,
  close: () => undefined,
});

/** Opens a WebSocket; never throws, a bad address is a `closed` in a later turn. */
export type OpenSocket = (url: string, events: SocketEvents) => Socket;
