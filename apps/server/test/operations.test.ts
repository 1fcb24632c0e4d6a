import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { showMe } from '@lapwing/protocol/features/accounts/api.ts';
import { WebSocket } from 'ws';
import {
  CHECKOUT,
  linkPacks,
  PASSWORD,
  setUpSchool,
  startTestServer,
  visitor,
  type TestServer,
} from './harness.ts';
import { layReadyDatabase } from './ready-database.ts';
import { DEVICE_SOCKET_PATH } from '@lapwing/protocol/wire.ts';

const MAIN = join(CHECKOUT, 'apps/server/src/main.ts');

/** What an operator's shell says; and where the tests keep what they have compiled, so that starts are quick. */
const OPERATOR = {
  PATH: process.env['PATH'],
  ...(process.env['NODE_COMPILE_CACHE'] === undefined
    ? {}
    : { NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] }),
};

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly readyMs: number;
}

/** Starts the program as an operator does, and waits until it says that it is ready. */
async function startProgram(folder: string, environment: Record<string, string> = {}): Promise<Started> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', folder], {
    env: { ...OPERATOR, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.resume();
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^ready (http\S+)$/.exec(line)?.[1];
    if (url !== undefined) return { child, url, readyMs: performance.now() - began };
  }
  throw new Error(`ended with ${child.exitCode} before it was ready`);
}

/** Runs the program to its end; for starts that must fail. */
async function failedStart(
  args: string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...OPERATOR, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const ended: unknown[] = await once(child, 'close');
  return { code: Number(ended[0]), said };
}

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lapwing-test-'));
  folders.push(folder);
  return folder;
}
/** A data folder as a first start leaves it, for what is not about the first start. */
async function readyFolder(): Promise<string> {
  const folder = newFolder();
  await layReadyDatabase(folder);
  linkPacks(folder);
  return folder;
}
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the program', () => {
  test('starts anew, stops within five seconds with lines open, and starts again on what it kept', async () => {
    const folder = newFolder();
    const first = await startProgram(folder);
    const socket = new WebSocket(`${first.url.replace('http', 'ws')}${DEVICE_SOCKET_PATH}`);
    await once(socket, 'message');
    const closed = once(socket, 'close');
    const stopped = performance.now();
    first.child.kill('SIGTERM');
    const ended: unknown[] = await once(first.child, 'exit');
    await closed;
    assert.equal(ended[0], 0);
    assert.ok(performance.now() - stopped < 5000);
    const again = await startProgram(folder);
    assert.ok(again.readyMs < 3000, `ready after ${again.readyMs} ms`);
    again.child.kill('SIGTERM');
    await once(again.child, 'exit');
  });

  test('killed with its database running, it takes the orphan over at the next start', async () => {
    const folder = await readyFolder();
    const first = await startProgram(folder);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const again = await startProgram(folder);
    assert.ok(again.readyMs < 10_000);
    assert.equal((await fetch(`${again.url}/readyz`)).status, 200);
    again.child.kill('SIGTERM');
    await once(again.child, 'exit');
  });

  test('says in words why it does not start, and leaves nothing running', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = String(typeof address === 'object' ? address?.port : 0);
    const folder = await readyFolder();
    const answer = await failedStart(['--port', port, '--data', folder]);
    taken.close();
    assert.equal(answer.code, 1);
    assert.match(answer.said, new RegExp(`Port ${port} .* taken .*--port`));
    const wrong = await failedStart(['--data', folder], { LAPWING_PROT: '1' });
    assert.equal(wrong.code, 2);
    assert.match(wrong.said, /LAPWING_PROT/);
    const outside = await failedStart(['--data', folder], {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    });
    assert.equal(outside.code, 1);
    assert.match(outside.said, /DATABASE_URL/);
  });

  test('a second one on the same data folder is refused', async () => {
    const folder = await readyFolder();
    const first = await startProgram(folder);
    const second = await failedStart(['--port', '0', '--data', folder]);
    assert.equal(second.code, 1);
    assert.match(second.said, /in use|another/i);
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
  });
});

describe('the running server', () => {
  let server: TestServer;
  before(async () => {
    server = await startTestServer();
  });
  after(() => server.stop());

  test('tells an operator that it lives, is ready, and how it does', async () => {
    assert.deepEqual(await (await fetch(`${server.url}/healthz`)).json(), { status: 'alive' });
    assert.deepEqual(await (await fetch(`${server.url}/readyz`)).json(), { status: 'ready' });
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    assert.match(metrics, /^lapwing_devices_online 0$/m);
    const passedOn = await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    assert.equal(passedOn.status, 404);
    assert.match(metrics, /^lapwing_http_seconds_count\{route="\/readyz",method="GET",status="200"\} 1$/m);
  });

  test('describes its HTTP contract as OpenAPI 3.1, every route of it', async () => {
    const document: unknown = await (await fetch(`${server.url}/openapi.json`)).json();
    assert.ok(
      typeof document === 'object' && document !== null && 'openapi' in document && 'paths' in document,
    );
    assert.equal(document.openapi, '3.1.0');
    const paths = new Map(Object.entries(document.paths ?? {}));
    for (const { endpoint } of server.server.routes) {
      const path = endpoint.path.replaceAll(/:([A-Za-z0-9]+)/g, '{$1}');
      const described: unknown = paths.get(path);
      const method = endpoint.method.toLowerCase();
      assert.ok(
        typeof described === 'object' && described !== null && method in described,
        `${method} ${path}`,
      );
    }
  });

  test('sends strict headers with every answer', async () => {
    for (const path of ['/', '/api/accounts/me', '/healthz', '/nowhere/at/all']) {
      const { headers } = await fetch(`${server.url}${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'self'/);
      assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.match(headers.get('permissions-policy') ?? '', /camera=\(\), microphone=\(\)/);
    }
  });

  test('says of a part of a page what concerns it, in few words', async () => {
    const { headers } = await fetch(`${server.url}/assets/nothing.js`);
    assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('permissions-policy'), null);
    assert.equal(headers.get('x-frame-options'), null);
  });

  test('answers a body that is none, too large, or not as the contract says by naming it', async () => {
    const post = (body: string, type = 'application/json') =>
      fetch(`${server.url}/api/accounts/sign-in`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
    assert.equal((await post('{')).status, 400);
    assert.equal((await post('email=a', 'application/x-www-form-urlencoded')).status, 400);
    assert.equal((await post(JSON.stringify({ email: 'a'.repeat(300_000) }))).status, 413);
    const unknown = await post(
      JSON.stringify({ email: 'a@b.example', password: 'x', role: 'administrator' }),
    );
    assert.equal(unknown.status, 400);
    assert.match(await unknown.text(), /role/);
  });

  test('goes on by itself after its database was killed', async () => {
    const person = await setUpSchool(server);
    const pid = server.server.databasePid();
    assert.ok(pid !== null);
    process.kill(pid, 'SIGKILL');
    const until = performance.now() + 30_000;
    let status = 0;
    while ((status !== 200 || server.server.databasePid() === pid) && performance.now() < until) {
      status = (await fetch(`${server.url}/readyz`)).status;
    }
    assert.notEqual(server.server.databasePid(), pid);
    assert.equal(status, 200);
    assert.equal((await person.call(showMe)).status, 200, 'who was signed in still is');
  });

  test('keeps its secrets in files of its own user', () => {
    const key = readFileSync(join(server.folder, 'secrets/master.key'), 'utf8').trim();
    assert.equal(Buffer.from(key, 'base64url').length, 32);
    assert.ok(!server.logged().includes(key));
    assert.ok(!server.logged().includes(PASSWORD));
  });
});

test('with TLS it sends cookies over TLS alone and asks browsers to stay there', async () => {
  const server = await startTestServer({
    environment: { LAPWING_PUBLIC_URL: 'https://lapwing.northfield.example' },
  });
  try {
    const at = await fetch(`http://127.0.0.1:${server.server.port}/healthz`);
    assert.match(at.headers.get('strict-transport-security') ?? '', /max-age=31536000/);
    const direct = { ...server, url: `http://127.0.0.1:${server.server.port}` };
    const person = await setUpSchool(direct);
    assert.match(person.cookie(), /^__Secure-lapwing/);
    assert.equal((await visitor(direct.url).call(showMe)).status, 401);
  } finally {
    await server.stop();
  }
});
