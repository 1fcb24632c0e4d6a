export interface SocketEvents {
  opened(): void;
  text(data: string): void;
  /** Called once at the end, whatever the reason; also when the socket could not be opened. */
  closed(code: number): void;
}

export interface Socket {
  /** Ignored unless open. */
  send(text: string): void;
  /** Starts closing; `closed` follows. Harmless when closed. */
  close(): void;
}

/** Opens a WebSocket; never throws, a bad address is a `closed` in a later turn. */
export type OpenSocket = (url: string, events: SocketEvents) => Socket;
