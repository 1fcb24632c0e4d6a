import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';

import { clockContract } from '@lapwing/agent-core/contracts/clock.contract.ts';
import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import { digestContract } from '@lapwing/agent-core/contracts/digest.contract.ts';
import type { Digest } from '@lapwing/agent-core/contracts/digest.ts';
import type { Http } from '@lapwing/agent-core/contracts/http.ts';
import { keyStoreContract } from '@lapwing/agent-core/contracts/key-store.contract.ts';
import type { KeyStore } from '@lapwing/agent-core/contracts/key-store.ts';
import { outboxStoreContract } from '@lapwing/agent-core/contracts/outbox-store.contract.ts';
import type { OutboxStore } from '@lapwing/agent-core/contracts/outbox-store.ts';
import type { Random } from '@lapwing/agent-core/contracts/random.ts';
import type { OpenSocket } from '@lapwing/agent-core/contracts/socket.ts';
import { stateStoreContract } from '@lapwing/agent-core/contracts/state-store.contract.ts';
import type { StateStore } from '@lapwing/agent-core/contracts/state-store.ts';
import * as fc from 'fast-check';
import { WebSocketServer } from 'ws';

import { systemClock } from '../src/platform/node/clock.ts';
import { createKeys, systemDigest, systemRandom } from '../src/platform/node/keys.ts';
import { createNetwork } from '../src/platform/node/network.ts';
import { createOutboxFile, type OutboxFile } from '../src/platform/node/outbox-file.ts';
import { decodeHead, encodeRecord, listBytes } from '../src/platform/node/outbox-record.ts';
import { createSeal } from '../src/platform/node/seal.ts';
import { createStateFolder, fileNameOf, nameOf } from '../src/platform/node/state-folder.ts';

// What the agent asks for, and what Node gives: the compiler holds them together.
const clock: Clock = systemClock;
const digest: Digest = systemDigest;
const random: Random = systemRandom;
const asHttp = (http: Http): Http => http;
const asSocket = (open: OpenSocket): OpenSocket => open;
const asStore = (store: OutboxStore): OutboxStore => store;
const asState = (store: StateStore): StateStore => store;
const asKeys = (store: KeyStore): KeyStore => store;

const SECRET = new Uint8Array(32).fill(7);
const seal = createSeal(SECRET);
const folders: string[] = [];
const outboxes: OutboxFile[] = [];
after(async () => {
  for (const outbox of outboxes) await outbox.close();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lapwing-node-'));
  folders.push(folder);
  return path.join(folder, 'kept');
}

const wait = async (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

describe('Node keeps what the agent asks for', { timeout: 60_000 }, () => {
  clockContract(
    (name, run) => void it(`clock: ${name}`, run),
    async () => Promise.resolve({ clock, pass: wait }),
  );
  digestContract(
    (name, run) => void it(`digest: ${name}`, run),
    async () => Promise.resolve(digest),
  );
  stateStoreContract(
    (name, run) => void it(`documents: ${name}`, run),
    async () => {
      const folder = await newFolder();
      return {
        store: asState(createStateFolder(folder, seal)),
        reopen: async () => Promise.resolve(createStateFolder(folder, seal)),
      };
    },
  );
  keyStoreContract(
    (name, run) => void it(`key: ${name}`, run),
    async () => {
      const folder = await newFolder();
      const open = (): KeyStore => asKeys(createKeys(createStateFolder(folder, seal)));
      return { store: open(), digest, reopen: async () => Promise.resolve(open()) };
    },
  );
  outboxStoreContract(
    (name, run) => void it(`outbox: ${name}`, run),
    async () => {
      const folder = await newFolder();
      const open = (): OutboxFile => {
        const outbox = createOutboxFile(folder, seal);
        outboxes.push(outbox);
        return outbox;
      };
      const outbox = open();
      return {
        store: asStore(outbox),
        reopen: async () => {
          await outbox.close();
          return open();
        },
      };
    },
  );

  it('random bytes are as many as were asked for, and others each time', () => {
    assert.equal(random.bytes(32).length, 32);
    assert.notDeepEqual(random.bytes(32), random.bytes(32));
  });

  it('a timer for a month does not run at once', async () => {
    let ran = false;
    const cancel = clock.setTimer(31 * 24 * 3_600_000, () => {
      ran = true;
    });
    await wait(30);
    cancel();
    assert.equal(ran, false);
  });
});

describe('what lies on the disk', { timeout: 60_000 }, () => {
  it('cannot be read without the secret, nor by another account', async () => {
    const folder = await newFolder();
    const state = createStateFolder(path.join(folder, 'state'), seal);
    const outbox = createOutboxFile(path.join(folder, 'outbox'), seal);
    const keys = createKeys(state);
    await keys.keep(await keys.make());
    await state.write('session', Buffer.from('flimmer flimmer'));
    await outbox.put([{ key: 'k', kind: 'message', bytes: Buffer.from('flimmer flimmer') }]);
    await outbox.close();
    for (const part of ['state', 'outbox']) {
      assert.equal((await stat(path.join(folder, part))).mode & 0o777, 0o700);
      for (const name of await readdir(path.join(folder, part))) {
        const file = path.join(folder, part, name);
        assert.equal((await stat(file)).mode & 0o777, 0o600, name);
        const bytes = await readFile(file);
        assert.equal(bytes.includes('flimmer'), false, name);
        // Of a PKCS #8 key with Ed25519 in it (RFC 8410).
        assert.equal(bytes.includes(Buffer.from('302e020100300506032b6570', 'hex')), false, name);
      }
    }
    const other = createSeal(new Uint8Array(32).fill(8));
    assert.equal(await createStateFolder(path.join(folder, 'state'), other).read('session'), null);
    const stolen = createOutboxFile(path.join(folder, 'outbox'), other);
    assert.equal(await stolen.read('k'), null);
    await stolen.close();
  });

  it('opens only as what it was sealed for', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), fc.string(), fc.nat(), (bytes, place, other, at) => {
        const sealed = seal.close(bytes, place);
        assert.deepEqual(seal.open(sealed, place), new Uint8Array(bytes));
        if (other !== place) assert.equal(seal.open(sealed, other), null);
        const changed = Buffer.from(sealed);
        changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ 1;
        assert.equal(seal.open(changed, place), null);
      }),
    );
  });

  it('every document has a file of its own, whatever it is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        assert.equal(nameOf(fileNameOf(one)), one);
        assert.match(fileNameOf(one), /^d-[a-z0-9_-]*$/u);
        if (one !== other) assert.notEqual(fileNameOf(one), fileNameOf(other));
      }),
    );
  });
});

describe('the outbox', { timeout: 120_000 }, () => {
  const contentOf = (number: number, length = 300): Uint8Array => new Uint8Array(length).fill(number % 251);
  const keysOf = async (outbox: OutboxFile): Promise<readonly string[]> =>
    (await outbox.entries()).map(({ key }) => key);

  it('keeps what it has said to keep, all together or nothing, when the agent is killed in the middle', async (t) => {
    const folder = await newFolder();
    const program = path.join(import.meta.dirname, 'outbox-until-killed.ts');
    const acknowledged = new Set<number>();
    let next = 0;
    let unacknowledged = 0;
    for (let round = 0; round < 8; round++) {
      const child = spawn(process.execPath, [program, folder, String(next)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const after = 5 + ((round * 37) % 90);
      let said = 0;
      let rest = '';
      child.stdout.on('data', (chunk: Buffer) => {
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          acknowledged.add(Number(line));
          said += 1;
        }
        if (said >= after) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const outbox = createOutboxFile(folder, seal);
      const keys = await keysOf(outbox);
      assert.equal(new Set(keys).size, keys.length, 'none is there twice');
      const numbers = keys.map((key) => Number(key.slice(0, -1)));
      assert.deepEqual(
        numbers,
        [...numbers].toSorted((a, b) => a - b),
      );
      for (const number of new Set(numbers)) {
        assert.equal(numbers.filter((one) => one === number).length, 3, `all of ${number}`);
        if (!acknowledged.has(number)) unacknowledged += 1;
        for (const [part, length] of [
          ['a', 100],
          ['b', 100],
          ['c', 20_000],
        ] as const) {
          const bytes = await outbox.read(`${number}${part}`);
          assert.ok(
            bytes !== null && Buffer.from(bytes).equals(contentOf(number, length)),
            `${number}${part}`,
          );
        }
      }
      // Every third was deleted, perhaps all but the last.
      for (const number of acknowledged)
        if (number % 3 !== 0) assert.ok(numbers.includes(number), `${number} was acknowledged`);
      next = Math.max(-1, ...numbers, ...acknowledged) + 1;
      await outbox.close();
    }
    const { size } = await stat(path.join(folder, 'outbox.log'));
    t.diagnostic(
      `killed 8 times: ${acknowledged.size * 3} acknowledged, 0 lost, 0 twice, ${unacknowledged * 3} kept but not yet acknowledged, file ${size} bytes`,
    );
  });

  it('cut off anywhere, keeps every step before and nothing of the last', async () => {
    const folder = await newFolder();
    const first = createOutboxFile(folder, seal);
    const ends: number[] = [];
    const file = path.join(folder, 'outbox.log');
    for (let number = 0; number < 4; number++) {
      await first.put([
        { key: `${number}a`, kind: 'message', bytes: contentOf(number) },
        { key: `${number}b`, kind: 'evidence', bytes: contentOf(number, 40) },
      ]);
      ends.push((await stat(file)).size);
    }
    await first.close();
    const whole = await readFile(file);
    for (let cut = 0; cut <= whole.length; cut += cut % 7 === 0 ? 3 : 5) {
      for (const tail of [Buffer.alloc(0), Buffer.alloc(whole.length - cut)]) {
        // What a power cut leaves is too short, or as long as it was to be and empty from there on.
        await writeFile(file, Buffer.concat([whole.subarray(0, cut), tail]));
        const outbox = createOutboxFile(folder, seal);
        const kept = ends.filter((end) => end <= cut).length;
        const keys = await keysOf(outbox);
        const expected = Array.from({ length: kept }, (_, number) => [`${number}a`, `${number}b`]).flat();
        assert.deepEqual(keys, expected, `cut at ${cut}`);
        await outbox.put([{ key: 'more', kind: 'message', bytes: contentOf(9) }]);
        await outbox.close();
        const later = createOutboxFile(folder, seal);
        assert.deepEqual(await keysOf(later), [...expected, 'more']);
        await later.close();
      }
    }
  });

  it('reads on after a part that the disk has spoilt', async () => {
    const folder = await newFolder();
    const file = path.join(folder, 'outbox.log');
    const first = createOutboxFile(folder, seal);
    for (const number of [0, 1, 2])
      await first.put([{ key: `${number}`, kind: 'message', bytes: contentOf(number) }]);
    await first.close();
    const whole = await readFile(file);
    const third = whole.length / 3;
    for (const at of [third + 2, third + 30, third + 200]) {
      const spoilt = Buffer.from(whole);
      spoilt[at] = (spoilt[at] ?? 0) ^ 0xff;
      await writeFile(file, spoilt);
      const outbox = createOutboxFile(folder, seal);
      assert.notEqual(await outbox.read('0'), null);
      assert.equal(await outbox.read('1'), null);
      assert.notEqual(await outbox.read('2'), null);
      await outbox.close();
    }
    await truncate(file);
    await appendFile(file, Buffer.alloc(5000, 1));
    const outbox = createOutboxFile(folder, seal);
    assert.deepEqual(await outbox.entries(), []);
    await outbox.close();
  });

  it('stays small while much passes through it, and says when it is full', async () => {
    const folder = await newFolder();
    const limits = { bytes: 300_000, waste: 100_000 };
    const outbox = createOutboxFile(folder, seal, limits);
    await outbox.put([{ key: 'stays', kind: 'message', bytes: contentOf(1) }]);
    let largest = 0;
    for (let number = 0; number < 60; number++) {
      await outbox.put([{ key: `${number}`, kind: 'evidence', bytes: contentOf(number, 20_000) }]);
      await outbox.delete([`${number}`]);
      largest = Math.max(largest, (await stat(path.join(folder, 'outbox.log'))).size);
    }
    assert.ok(largest < 250_000, `${largest}`);
    assert.deepEqual(await outbox.read('stays'), contentOf(1));
    await assert.rejects(
      outbox.put([{ key: 'big', kind: 'evidence', bytes: contentOf(1, 400_000) }]),
      /full/u,
    );
    assert.deepEqual(await keysOf(outbox), ['stays']);
    await outbox.close();
  });

  it(
    'says when the disk refuses, and keeps what it had',
    { skip: process.platform !== 'linux' && 'needs /dev/full' },
    async () => {
      const folder = await newFolder();
      await writeFile(folder, 'a file stands where the folder should be');
      const outbox = createOutboxFile(folder, seal);
      await assert.rejects(outbox.put([{ key: 'k', kind: 'message', bytes: contentOf(1) }]));
      await rm(folder);
      await outbox.put([{ key: 'k', kind: 'message', bytes: contentOf(1) }]);
      assert.deepEqual(await keysOf(outbox), ['k']);
      await outbox.close();
    },
  );

  it('reads records as they were written, and refuses anything else', () => {
    const item = fc.record({
      key: fc.string(),
      kind: fc.constantFrom('message' as const, 'evidence' as const),
      size: fc.nat(),
      data: fc.uint8Array({ maxLength: 50 }),
    });
    fc.assert(
      fc.property(fc.array(item), fc.nat(), (items, at) => {
        const step = {
          kind: 'put' as const,
          items: items.map(({ key, kind, size, data }) => ({ key, kind, size, sealed: data.length })),
        };
        const record = encodeRecord(
          step,
          items.map(({ data }) => data),
        );
        const head = decodeHead(record);
        assert.deepEqual(head?.step, step);
        const changed = Buffer.from(record);
        const place = at % (head?.headBytes ?? 1);
        changed[place] = (changed[place] ?? 0) ^ 4;
        assert.equal(decodeHead(changed), null);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        decodeHead(Buffer.from(bytes));
        listBytes(Buffer.from(bytes));
      }),
    );
  });
});

describe('the network', { timeout: 30_000 }, () => {
  it('answers a request, follows nothing, and says when there is no answer', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/slow') return;
      if (request.url === '/cut') {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
        response.destroy();
        return;
      }
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        response.writeHead(302, { location: 'http://elsewhere.example/' });
        response.end(
          `${request.method ?? ''} ${String(request.headers['x-own'])} ${String(Buffer.concat(parts))}`,
        );
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const network = createNetwork();
    const http = asHttp(network.http);
    const ask = async (url: string, timeoutMs = 5000): Promise<Awaited<ReturnType<Http['request']>>> =>
      http.request({
        method: 'POST',
        url,
        headers: { 'x-own': 'yes' },
        body: Buffer.from('words'),
        timeoutMs,
      });
    const answer = await ask(`http://127.0.0.1:${port}/`);
    assert.ok(answer.ok);
    assert.deepEqual([answer.status, String(Buffer.from(answer.body))], [302, 'POST yes words']);
    for (const url of [
      `http://127.0.0.1:${port}/cut`,
      'http://127.0.0.1:1/',
      'file:///etc/passwd',
      'nonsense',
    ])
      assert.deepEqual(await ask(url), { ok: false }, url);
    assert.deepEqual(await ask(`http://127.0.0.1:${port}/slow`, 50), { ok: false });
    network.close();
    server.closeAllConnections();
    server.close();
  });

  it('opens a socket, carries words both ways, and says its end once', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    server.on('connection', (socket) => {
      socket.on('message', (data, binary) => {
        socket.send(binary ? `bytes ${(data as Buffer).length}` : `heard ${(data as Buffer).toString()}`);
      });
    });
    const { port } = server.address() as AddressInfo;
    const open = asSocket(createNetwork().openSocket);
    const said: string[] = [];
    let come: () => void = () => undefined;
    const until = async (count: number): Promise<void> =>
      new Promise((resolve) => {
        come = () => {
          if (said.length >= count) resolve();
        };
        come();
      });
    const say = (text: string): void => {
      said.push(text);
      come();
    };
    const heard = {
      opened: () => say('opened'),
      text: (data: string) => say(data),
      closed: (code: number) => say(`closed ${code}`),
    };
    const socket = open(`ws://127.0.0.1:${port}/`, heard);
    socket.send('too early');
    await until(1);
    socket.send('hello');
    socket.sendBytes(new Uint8Array(5));
    await until(3);
    socket.close();
    await until(4);
    socket.close();
    socket.send('too late');
    open('not an address', heard);
    await until(5);
    open('ws://127.0.0.1:1/', heard);
    await until(6);
    assert.deepEqual(said, ['opened', 'heard hello', 'bytes 5', 'closed 1000', 'closed 1006', 'closed 1006']);
    server.close();
  });
});
