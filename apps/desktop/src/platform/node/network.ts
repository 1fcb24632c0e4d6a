import { Agent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { WebSocket } from 'ws';

/** One request: absolute address, milliseconds until it is given up. */
export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly timeoutMs: number;
}

export type Answered =
  | { readonly ok: true; readonly status: number; readonly body: Uint8Array }
  | { readonly ok: false };

/** What a socket tells of itself. */
export interface Heard {
  opened(): void;
  text(data: string): void;
  /** Once at the end, whatever the reason. */
  closed(code: number): void;
}

export interface NodeSocket {
  send(text: string): void;
  sendBytes(bytes: Uint8Array<ArrayBuffer>): void;
  waitingBytes(): number;
  close(): void;
}

export interface Network {
  readonly http: { request(asked: Asked): Promise<Answered> };
  readonly openSocket: (url: string, heard: Heard) => NodeSocket;
  /** Closes idle connections. */
  close(): void;
}

/** No answer that the agent asks for is larger. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_FRAME = 4 * 1024 * 1024;
const CONNECTIONS = 4;
const NOWHERE = 1006;

/**
 * The network of the device: no cookies, no redirects.
 * @param ca certificates in PEM that are trusted besides the system's; for a school's own server
 */
export function createNetwork(ca?: readonly string[]): Network {
  const trust = ca === undefined ? {} : { ca: [...ca] };
  const plain = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const secure = new SecureAgent({ keepAlive: true, maxSockets: CONNECTIONS, ...trust });
  return {
    http: { request: async (asked) => send(asked, plain, secure) },
    openSocket: (url, heard) => openSocket(url, heard, trust),
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

async function send(asked: Asked, plain: Agent, secure: SecureAgent): Promise<Answered> {
  return new Promise((resolve) => {
    const failed = (): void => {
      resolve({ ok: false });
    };
    if (!/^https?:\/\//iu.test(asked.url) || !URL.canParse(asked.url)) {
      failed();
      return;
    }
    const url = new URL(asked.url);
    const options = {
      method: asked.method,
      headers: {
        ...asked.headers,
        ...(asked.body === null ? {} : { 'content-length': String(asked.body.length) }),
      },
      signal: AbortSignal.timeout(asked.timeoutMs),
    };
    try {
      const request =
        url.protocol === 'https:'
          ? secureRequest(url, { ...options, agent: secure })
          : plainRequest(url, { ...options, agent: plain });
      request.on('error', failed);
      request.on('response', (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on('data', (part: Buffer) => {
          length += part.length;
          if (length > MOST_BYTES) request.destroy();
          else parts.push(part);
        });
        response.on('error', failed);
        response.on('close', failed);
        response.on('end', () => {
          const body = new Uint8Array(Buffer.concat(parts));
          resolve({ ok: true, status: response.statusCode ?? 0, body });
        });
      });
      request.end(asked.body ?? undefined);
    } catch {
      // A header that may not be sent.
      failed();
    }
  });
}

function openSocket(url: string, heard: Heard, trust: { readonly ca?: string[] }): NodeSocket {
  let over = false;
  const close = (code: number): void => {
    if (over) return;
    over = true;
    heard.closed(code);
  };
  let socket: WebSocket | null = null;
  try {
    socket = new WebSocket(url, {
      perMessageDeflate: false,
      handshakeTimeout: 15_000,
      maxPayload: MOST_FRAME,
      ...trust,
    });
  } catch {
    queueMicrotask(() => {
      close(NOWHERE);
    });
  }
  socket?.on('open', () => {
    heard.opened();
  });
  socket?.on('message', (data, binary) => {
    if (!binary && data instanceof Buffer) heard.text(data.toString('utf8'));
  });
  // `close` follows every error.
  socket?.on('error', () => undefined);
  socket?.on('close', close);
  const isOpen = (): boolean => socket?.readyState === WebSocket.OPEN;
  return {
    send: (text) => {
      if (isOpen()) socket?.send(text);
    },
    sendBytes: (bytes) => {
      if (isOpen()) socket?.send(bytes);
    },
    waitingBytes: () => socket?.bufferedAmount ?? 0,
    close: () => {
      if (socket?.readyState === WebSocket.CONNECTING) socket.terminate();
      else socket?.close(1000);
    },
  };
}
