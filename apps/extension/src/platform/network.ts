/** Fetch and WebSocket behind the few words that an agent needs of them. */
export const webHttp = Object.freeze({
  async request(ask: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array | null;
    readonly timeoutMs: number;
  }): Promise<{ ok: true; status: number; body: Uint8Array } | { ok: false }> {
    try {
      const response = await fetch(ask.url, {
        method: ask.method,
        headers: { ...ask.headers },
        body: ask.body === null ? null : ask.body.slice(),
        signal: AbortSignal.timeout(ask.timeoutMs),
        credentials: 'omit',
        redirect: 'error',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
      });
      const body = new Uint8Array(await response.arrayBuffer());
      return { ok: true, status: response.status, body };
    } catch {
      return { ok: false };
    }
  },
});

export function openWebSocket(
  url: string,
  events: {
    readonly opened: () => void;
    readonly text: (data: string) => void;
    readonly closed: (code: number) => void;
  },
): {
  send(text: string): void;
  sendBytes(bytes: Uint8Array<ArrayBuffer>): void;
  waitingBytes(): number;
  close(): void;
} {
  let socket: WebSocket;
  try {
    socket = new WebSocket(url);
  } catch {
    setTimeout(() => events.closed(1006), 0);
    return {
      send: () => undefined,
      sendBytes: () => undefined,
      waitingBytes: () => 0,
      close: () => undefined,
    };
  }
  socket.addEventListener('open', () => events.opened());
  socket.addEventListener('message', (message: MessageEvent<unknown>) => {
    if (typeof message.data === 'string') events.text(message.data);
  });
  socket.addEventListener('close', (closed) => events.closed(closed.code));
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    sendBytes(bytes) {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    },
    waitingBytes: () => socket.bufferedAmount,
    close: () => socket.close(),
  };
}

export const webClock = Object.freeze({
  now: (): number => Date.now(),
  passed: (): number => performance.now(),
  setTimer(ms: number, run: () => void): () => void {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});
