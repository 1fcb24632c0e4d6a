import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import Fastify from 'fastify';
import { WebSocket } from 'ws';
import { silentLog } from '../log/log.ts';
import { createSockets, type SocketLink, type SocketPath, type Sockets } from './sockets.ts';

interface Started {
  readonly url: string;
  readonly port: number;
  readonly sockets: Sockets;
  readonly links: SocketLink[];
  readonly texts: string[];
  /** What the clock of the server says is this much later. */
  later(ms: number): void;
  close(): Promise<void>;
}

async function start(t: TestContext, change: Partial<SocketPath> = {}): Promise<Started> {
  const http = Fastify();
  let ahead = 0;
  const sockets = createSockets({
    http,
    clock: { now: () => Date.now() + ahead },
    log: silentLog(),
    stopCode: 4003,
  });
  const links: SocketLink[] = [];
  const texts: string[] = [];
  sockets.add({
    path: '/socket',
    maxBytes: 1000,
    maxWaitingBytes: 100_000,
    admitWithinMs: 10_000,
    strangersPerAddress: 2,
    silenceMs: 50_000,
    silenceCode: 4002,
    ping: false,
    open(link) {
      links.push(link);
      return { text: (text) => void texts.push(text), closed: () => {} };
    },
    ...change,
  });
  await http.listen({ port: 0, host: '127.0.0.1' });
  t.after(() => http.close());
  const address = http.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `ws://127.0.0.1:${port}/socket`,
    port,
    sockets,
    links,
    texts,
    later: (ms) => {
      ahead += ms;
    },
    close: () => http.close(),
  };
}

async function opened(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  return socket;
}
async function closeCode(socket: WebSocket): Promise<unknown> {
  return ((await once(socket, 'close')) as unknown[])[0];
}
async function statusOf(url: string): Promise<number> {
  const socket = new WebSocket(url);
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    { statusCode: number; destroy(): void },
  ];
  response.destroy();
  return response.statusCode;
}

describe('sockets', () => {
  it('send an admitted peer its pulse at the pace of the path, and a stranger none', async (t) => {
    const server = await start(t, {
      pulse: { everyMs: 10_000, text: 'alive' },
      admitWithinMs: 1e6,
      silenceMs: 1e6,
    });
    const stranger = await opened(server.url);
    const known = await opened(server.url);
    const heard: string[] = [];
    stranger.on('message', () => heard.push('stranger'));
    server.links[1]?.admit();
    server.later(10_000);
    const [first] = (await once(known, 'message')) as [Buffer];
    assert.equal(first.toString(), 'alive');
    server.later(10_000);
    await once(known, 'message');
    assert.deepEqual(heard, []);
    for (const socket of [stranger, known]) socket.terminate();
  });

  it('open on their own path only, and answer an ordinary request there by asking for a socket', async (t) => {
    const server = await start(t);
    assert.equal(await statusOf(server.url.replace('/socket', '/other')), 404);
    const plain = await fetch(server.url.replace('ws', 'http'));
    assert.equal(plain.status, 426);
    (await opened(server.url)).close();
  });

  it('turn away a further stranger from one address, until one of them is admitted', async (t) => {
    const server = await start(t);
    const first = await opened(server.url);
    const second = await opened(server.url);
    assert.equal(await statusOf(server.url), 429);
    server.links[0]?.admit();
    const third = await opened(server.url);
    assert.equal(server.sockets.open('/socket'), 3);
    for (const socket of [first, second, third]) socket.terminate();
  });

  it('end who is not admitted in time, and leave who is', async (t) => {
    const server = await start(t);
    const stranger = await opened(server.url);
    const known = await opened(server.url);
    server.links[1]?.admit();
    server.later(11_000);
    assert.equal(await closeCode(stranger), 4002);
    assert.equal(known.readyState, WebSocket.OPEN);
    known.terminate();
  });

  it('end who has fallen silent', async (t) => {
    const server = await start(t);
    const socket = await opened(server.url);
    server.links[0]?.admit();
    server.later(51_000);
    assert.equal(await closeCode(socket), 4002);
  });

  it('ask a silent peer for a sign of life where they are to', async (t) => {
    const server = await start(t, { ping: true });
    const socket = await opened(server.url);
    server.links[0]?.admit();
    server.later(20_000);
    await once(socket, 'ping');
    socket.terminate();
  });

  it('cut off a reader that does not read', async (t) => {
    const server = await start(t, { maxWaitingBytes: 1_000_000 });
    const socket = await opened(server.url);
    server.links[0]?.admit();
    socket.pause();
    const text = 'x'.repeat(500_000);
    for (let count = 0; count < 60; count += 1) server.links[0]?.send(text);
    socket.resume();
    assert.equal(await closeCode(socket), 1006);
  });

  it('end a peer that sends bytes instead of text, or too much', async (t) => {
    const server = await start(t);
    const binary = await opened(server.url);
    binary.send(Buffer.from([1, 2, 3]));
    assert.equal(await closeCode(binary), 1003);
    const large = await opened(server.url);
    large.send('x'.repeat(1001));
    assert.equal(await closeCode(large), 1009);
    assert.deepEqual(server.texts, []);
  });

  it('take bytes where a path hears them, larger than its texts may be, and send them', async (t) => {
    const heard: Buffer[] = [];
    const server = await start(t, {
      maxTextBytes: 10,
      open: (link) => ({
        text: () => {},
        bytes(bytes) {
          heard.push(Buffer.from(bytes));
          link.sendBytes(bytes, () => link.send('taken'));
        },
        closed: () => {},
      }),
    });
    const socket = await opened(server.url);
    const messages: Array<[string, boolean]> = [];
    const both = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer, isBinary) => {
        messages.push([data.toString('latin1'), isBinary]);
        if (messages.length === 2) resolve();
      });
    });
    socket.send(Buffer.alloc(900, 7));
    await both;
    assert.deepEqual(heard, [Buffer.alloc(900, 7)]);
    assert.deepEqual(messages, [
      [String.fromCharCode(7).repeat(900), true],
      ['taken', false],
    ]);
    socket.send('eleven more');
    assert.equal(await closeCode(socket), 1009);
  });

  it('survive a peer that breaks off while it opens', async (t) => {
    const server = await start(t);
    const raw = connect(server.port, '127.0.0.1');
    await once(raw, 'connect');
    raw.write('GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [answer] = (await once(raw, 'data')) as [Buffer];
    assert.match(answer.toString('latin1'), /^HTTP\/1\.1 400 /);
    raw.resetAndDestroy();
    (await opened(server.url)).close();
  });

  it('tell every peer that the server stops, and do not wait for one that is dead', async (t) => {
    const server = await start(t);
    const socket = await opened(server.url);
    const dead = await opened(server.url);
    dead.pause();
    const ended = closeCode(socket);
    const begun = Date.now();
    await server.close();
    assert.equal(await ended, 4003);
    assert.ok(Date.now() - begun < 3000);
    dead.terminate();
  });
});
