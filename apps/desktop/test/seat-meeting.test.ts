import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, mkdtempSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';

import { goToMeeting, type Meeting, openMeeting } from '../src/seat-pipe/meeting.ts';

/** Longer than anything takes here; whatever ends does so by itself. */
const LONG_MS = 20_000;

function nameFor(t: TestContext): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\lapwing-test-${randomBytes(8).toString('hex')}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'lapwing-meeting-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'pipe');
}

async function meet(t: TestContext): Promise<Meeting> {
  const meeting = await openMeeting(nameFor(t));
  t.after(meeting.close);
  return meeting;
}

/** All that comes until it is over. */
async function heardOf(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.on('error', () => undefined);
  if (!socket.closed) await once(socket, 'close');
  return Buffer.concat(parts);
}

test('the seat that was started finds its agent, and what is said at once after is not lost', async (t) => {
  const meeting = await meet(t);
  const going = goToMeeting(meeting.place);
  const atAgent = await meeting.seat(LONG_MS);
  const atSeat = await going;
  assert.ok(atAgent !== null && atSeat !== null);
  atSeat.end('from the seat');
  assert.equal(String(await heardOf(atAgent)), 'from the seat');
});

test('one place is for one seat, and once', async (t) => {
  const meeting = await meet(t);
  const [first] = await Promise.all([goToMeeting(meeting.place), meeting.seat(LONG_MS)]);
  assert.ok(first !== null);
  assert.equal(await goToMeeting(meeting.place), null);
  first.destroy();
});

test('whoever does not know the secret is turned away, and the seat comes all the same', async (t) => {
  const meeting = await meet(t);
  const guess = { path: meeting.place.path, secret: '0'.repeat(64) };
  assert.equal(await goToMeeting(guess), null);
  const noise = connect(meeting.place.path);
  noise.write(randomBytes(4096));
  const told = await heardOf(noise);
  // A number and the proof of the agent, of which nothing can be known.
  assert.equal(told.length, 64);
  const [seat] = await Promise.all([goToMeeting(meeting.place), meeting.seat(LONG_MS)]);
  assert.ok(seat !== null);
  seat.destroy();
});

test('many who connect and say nothing do not keep the seat away', async (t) => {
  const meeting = await meet(t);
  const idle = Array.from({ length: 40 }, () => connect(meeting.place.path));
  for (const socket of idle) socket.on('error', () => undefined);
  await Promise.all(idle.map((socket) => once(socket, 'connect')));
  const [seat, atAgent] = await Promise.all([goToMeeting(meeting.place), meeting.seat(LONG_MS)]);
  assert.ok(seat !== null && atAgent !== null);
  seat.destroy();
  for (const socket of idle) socket.destroy();
});

test('a seat does not speak to somebody who took the place of the agent', async (t) => {
  const name = nameFor(t);
  const heard: Promise<Buffer>[] = [];
  const server = createServer((socket) => {
    // What an agent said elsewhere is no proof here.
    socket.write(randomBytes(64));
    heard.push(heardOf(socket));
  }).listen(name);
  await once(server, 'listening');
  t.after(() => server.close());
  assert.equal(await goToMeeting({ path: name, secret: 'ab'.repeat(32) }), null);
  assert.equal((await heard[0])?.length, 32, 'its number, and no proof');
});

test('nobody is waited for longer than was said, and a taken name is refused', async (t) => {
  const meeting = await meet(t);
  await assert.rejects(openMeeting(meeting.place.path), /EADDRINUSE/u);
  assert.equal(await meeting.seat(10), null);
  assert.equal(await goToMeeting(meeting.place), null);
});
