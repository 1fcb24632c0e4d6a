import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import type { Clock } from '../clock/clock.ts';
import type { Log } from '../log/log.ts';

/** One open WebSocket, as the feature behind its path sees it. */
export interface SocketLink {
  /** Where it comes from, as the trusted proxies say. */
  readonly address: string;
  /** The request that opened it. */
  readonly request: FastifyRequest;
  /** Sends a text. A peer that does not read what it is sent is cut off instead of filling the memory. */
  send(text: string): void;
  /**
   * Sends bytes as one binary message. `taken` is called when the network has it, whatever waited before it.
   * Never cuts off a slow peer: whoever sends bytes looks at `waitingBytes` first and leaves out what is too much.
   */
  sendBytes(bytes: Uint8Array, taken?: () => void): void;
  /** Ends it; what was sent before still goes out, unless the peer does not take it within a second. */
  close(code: number, reason: string): void;
  /** The peer has proved who it is: the limits on strangers hold no longer. */
  admit(): void;
  /** Stops and goes on reading, so that a fast peer waits for what it has sent already. */
  pause(): void;
  resume(): void;
  /** Bytes that the peer has not yet taken. */
  waitingBytes(): number;
}

export interface SocketHandlers {
  text(text: string): void;
  /** One binary message; valid only until the handler returns. A path without this ends whoever sends one. */
  bytes?(bytes: Uint8Array): void;
  /** Called once, whoever ended it. */
  closed(code: number): void;
}

export interface SocketPath {
  readonly path: `/${string}`;
  /** Bytes of the largest message taken; a larger one ends the connection. */
  readonly maxBytes: number;
  /** Bytes of the largest text taken, where binary messages may be larger. */
  readonly maxTextBytes?: number;
  /** Bytes that may wait for a slow reader before it is cut off. */
  readonly maxWaitingBytes: number;
  /** Milliseconds within which the peer must be admitted. */
  readonly admitWithinMs: number;
  /** Connections of one address that are not admitted yet; a whole school can sit behind one address. */
  readonly strangersPerAddress: number;
  /** Milliseconds without anything heard after which it counts as lost. */
  readonly silenceMs: number;
  readonly silenceCode: number;
  /** True to ask a silent peer for a sign of life, where the peer's program does not send one itself. */
  readonly ping: boolean;
  /** What an admitted peer is told at this pace whatever else it hears, where its program cannot see a ping. */
  readonly pulse?: { readonly everyMs: number; readonly text: string };
  /** Why the connection is not opened at all, or null; the answer is then 403. */
  readonly refuse?: (request: FastifyRequest) => string | null;
  readonly open: (link: SocketLink) => SocketHandlers;
}

export interface SocketsOptions {
  readonly http: FastifyInstance;
  readonly clock: Clock;
  readonly log: Log;
  /** What every connection is closed with when the server stops. */
  readonly stopCode: number;
}

export interface Sockets {
  add(path: SocketPath): void;
  /** Connections open now, for the metrics. */
  open(path: string): number;
  /** Tells every peer that the server stops, and ends what is still open a second later. Part of closing `http`. */
  close(): Promise<void>;
}

const CLOSE_WITHIN_MS = 1000;

interface Connection {
  readonly path: SocketPath;
  readonly socket: WebSocket;
  readonly address: string;
  readonly openedAt: number;
  heardAt: number;
  pulsedAt: number;
  admitted: boolean;
  paused: boolean;
}

/**
 * WebSockets on the HTTP server's own port. An opening request runs through the server's router, so that address,
 * cookies and limits are those of every other request; anything that asks for another path is turned away.
 */
export function createSockets(options: SocketsOptions): Sockets {
  const { http, clock, log } = options;
  const connections = new Set<Connection>();
  const strangers = new Map<string, number>();
  const upgrades = new WeakMap<IncomingMessage, { socket: Duplex; head: Buffer }>();
  const paths = new Set<string>();
  let stopping = false;

  http.server.on('upgrade', (raw: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a listener a reset connection would end the process.
    socket.on('error', () => socket.destroy());
    const path = (raw.url ?? '').split('?', 1)[0] ?? '';
    if (stopping || !paths.has(path) || raw.method !== 'GET') {
      socket.end(
        `HTTP/1.1 ${stopping ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    upgrades.set(raw, { socket, head });
    const response = new ServerResponse(raw);
    // The router answers a refusal through this response; an opened socket never uses it.
    response.shouldKeepAlive = false;
    response.on('finish', () => socket.end());
    response.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
    http.routing(raw, response);
  });

  function add(path: SocketPath): void {
    paths.add(path.path);
    const server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      clientTracking: false,
      maxPayload: path.maxBytes,
    });
    http.get(path.path, async (request, reply) => {
      const upgrade = upgrades.get(request.raw);
      if (upgrade === undefined) return reply.code(426).header('upgrade', 'websocket').send();
      const why = path.refuse?.(request) ?? null;
      if (why !== null) {
        log.info('sockets.refused', { path: path.path, why });
        return reply.code(403).send();
      }
      if (count(path, request.ip) >= path.strangersPerAddress) {
        log.warn('sockets.too-many-strangers', { path: path.path });
        return reply.code(429).header('retry-after', 30).send();
      }
      reply.hijack();
      reply.raw.detachSocket(upgrade.socket as Parameters<ServerResponse['detachSocket']>[0]);
      server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) =>
        connect(path, socket, request),
      );
    });
  }

  const strangerKey = (path: SocketPath, address: string): string => `${path.path} ${address}`;
  const count = (path: SocketPath, address: string): number => strangers.get(strangerKey(path, address)) ?? 0;
  function changeCount(connection: Connection, by: number): void {
    const key = strangerKey(connection.path, connection.address);
    const next = (strangers.get(key) ?? 0) + by;
    if (next <= 0) strangers.delete(key);
    else strangers.set(key, next);
  }

  function connect(path: SocketPath, socket: WebSocket, request: FastifyRequest): void {
    const now = clock.now();
    const connection: Connection = {
      path,
      socket,
      address: request.ip,
      openedAt: now,
      heardAt: now,
      pulsedAt: now,
      admitted: false,
      paused: false,
    };
    connections.add(connection);
    changeCount(connection, 1);
    let handlers: SocketHandlers | null = null;
    const heard = (): void => {
      connection.heardAt = clock.now();
    };
    socket.on('ping', heard);
    socket.on('pong', heard);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      heard();
      if (socket.readyState !== WebSocket.OPEN) return;
      const bytes = bufferOf(data);
      if (isBinary) {
        if (handlers?.bytes === undefined) return end(connection, 1003, 'text only');
        return handlers.bytes(bytes);
      }
      if (bytes.length > (path.maxTextBytes ?? path.maxBytes)) return end(connection, 1009, 'too large');
      handlers?.text(bytes.toString('utf8'));
    });
    // The close follows; the reason is the peer's doing (too large, broken, reset) and no error of ours.
    socket.on('error', (cause) => {
      log.debug('sockets.broken', {
        path: path.path,
        code: 'code' in cause ? String(cause.code) : cause.name,
      });
    });
    socket.on('close', (code) => {
      connections.delete(connection);
      if (!connection.admitted) changeCount(connection, -1);
      handlers?.closed(code);
    });
    handlers = path.open({
      address: request.ip,
      request,
      send(text) {
        if (socket.readyState !== WebSocket.OPEN) return;
        if (socket.bufferedAmount > path.maxWaitingBytes) {
          log.warn('sockets.slow-reader', { path: path.path, waiting: socket.bufferedAmount });
          socket.terminate();
          return;
        }
        socket.send(text);
      },
      sendBytes(bytes, taken) {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes, () => taken?.());
      },
      close: (code, reason) => end(connection, code, reason),
      admit() {
        if (connection.admitted) return;
        connection.admitted = true;
        if (connections.has(connection)) changeCount(connection, -1);
      },
      pause() {
        connection.paused = true;
        socket.pause();
      },
      resume() {
        connection.paused = false;
        heard();
        socket.resume();
      },
      waitingBytes: () => socket.bufferedAmount,
    });
  }

  function end(connection: Connection, code: number, reason: string): void {
    connection.socket.resume();
    connection.socket.close(code, reason);
    const timer = setTimeout(() => connection.socket.terminate(), CLOSE_WITHIN_MS);
    connection.socket.once('close', () => clearTimeout(timer));
  }

  function pulse(connection: Connection, now: number): void {
    const { path, socket, admitted, pulsedAt } = connection;
    if (path.pulse === undefined || !admitted || now - pulsedAt < path.pulse.everyMs) return;
    connection.pulsedAt = now;
    // Behind so much that waits, a slow reader hears it late; it is cut off for that elsewhere, not here.
    if (socket.readyState === WebSocket.OPEN && socket.bufferedAmount <= path.maxWaitingBytes)
      socket.send(path.pulse.text);
  }

  function sweep(): void {
    const now = clock.now();
    for (const connection of connections) {
      const { path, socket } = connection;
      const silent = now - connection.heardAt;
      if (!connection.admitted && now - connection.openedAt > path.admitWithinMs) {
        end(connection, path.silenceCode, 'not in time');
      } else if (!connection.paused && silent > path.silenceMs) {
        end(connection, path.silenceCode, 'silent');
      } else if (path.ping && silent > path.silenceMs / 3 && socket.readyState === WebSocket.OPEN) {
        socket.ping();
      }
      pulse(connection, now);
    }
  }
  const sweeping = setInterval(sweep, 1000);
  sweeping.unref();

  async function close(): Promise<void> {
    stopping = true;
    clearInterval(sweeping);
    await Promise.all(
      Array.from(
        connections,
        (connection) =>
          new Promise<void>((resolve) => {
            connection.socket.once('close', () => resolve());
            end(connection, options.stopCode, 'the server stops');
          }),
      ),
    );
  }
  // Before the HTTP server cuts its connections off, so that the peers hear why.
  http.addHook('preClose', close);

  return {
    add,
    open: (path) => Array.from(connections).filter((connection) => connection.path.path === path).length,
    close,
  };
}

function bufferOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
