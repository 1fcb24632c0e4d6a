import { Agent, request as httpRequest } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import { WebSocket } from 'ws';
import type { Http, HttpOutcome } from '@lapwing/agent-core/contracts/http.ts';
import { CLOSED_SOCKET, type OpenSocket, type SocketEvents } from '@lapwing/agent-core/contracts/socket.ts';

/** How many bytes of an answer a simulated device reads; packs are far smaller. */
const MOST_BYTES = 16 * 1024 * 1024;

/** The network of a crowd: devices share its HTTP connections, each has a socket of its own. */
export interface Network {
  readonly http: Http;
  readonly openSocket: OpenSocket;
  /** Closes idle HTTP connections; sockets belong to their devices. */
  close(): void;
}

/**
 * @param connections HTTP connections to the server at once, over all devices
 * @param localAddress of this machine, from which they connect; any, if absent
 */
export function createNetwork(connections: number, localAddress?: string): Network {
  const from = localAddress === undefined ? {} : { localAddress };
  const plain = new Agent({ keepAlive: true, maxSockets: connections, ...from });
  const secure = new SecureAgent({ keepAlive: true, maxSockets: connections, ...from });
  return {
    http: { request: (asked) => send(asked, plain, secure) },
    openSocket: (url, events) => openSocket(url, events, from),
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}

function send(
  asked: Parameters<Http['request']>[0],
  plain: Agent,
  secure: SecureAgent,
): Promise<HttpOutcome> {
  return new Promise((resolve) => {
    const failed = (): void => resolve({ ok: false });
    if (!URL.canParse(asked.url)) return failed();
    const url = new URL(asked.url);
    const options = {
      method: asked.method,
      headers: {
        ...asked.headers,
        ...(asked.body === null ? {} : { 'content-length': String(asked.body.length) }),
      },
      signal: AbortSignal.timeout(asked.timeoutMs),
    };
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, agent: secure })
        : httpRequest(url, { ...options, agent: plain });
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
      response.on('aborted', failed);
      response.on('end', () =>
        resolve({ ok: true, status: response.statusCode ?? 0, body: new Uint8Array(Buffer.concat(parts)) }),
      );
    });
    request.end(asked.body ?? undefined);
  });
}

function openSocket(
  url: string,
  events: SocketEvents,
  from: { readonly localAddress?: string },
): ReturnType<OpenSocket> {
  let over = false;
  const close = (code: number): void => {
    if (over) return;
    over = true;
    events.closed(code);
  };
  if (!URL.canParse(url)) {
    queueMicrotask(() => close(1006));
    return CLOSED_SOCKET;
  }
  const socket = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: 15_000, ...from });
  socket.on('open', () => events.opened());
  socket.on('message', (data, binary) => {
    if (!binary && data instanceof Buffer) events.text(data.toString('utf8'));
  });
  // `close` follows every error.
  socket.on('error', () => undefined);
  socket.on('close', close);
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    sendBytes(bytes) {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    },
    waitingBytes: () => socket.bufferedAmount,
    close() {
      if (socket.readyState === WebSocket.CONNECTING) socket.terminate();
      else socket.close(1000);
    },
  };
}
