/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CONNECTED as STATUS } from '@lapwing/agent-core/test/connected-status.ts';
import { Inventory } from '@lapwing/protocol/features/devices/platform.ts';
import { inventoryOf } from './inventory.ts';
import { readManagedPolicy } from './managed-policy.ts';
import { PopupMessage } from './messages.ts';
import { badgeFor } from './words.ts';

test('the sign differs in shape, colour and words for each state, and always names the school', () => {
  const badges = [
    badgeFor(STATUS),
    badgeFor({ ...STATUS, connection: 'waiting' }),
    badgeFor({ ...STATUS, refused: 'device-revoked' }),
  ];
  assert.equal(new Set(badges.map(({ text }) => text)).size, 3);
  assert.equal(new Set(badges.map(({ colour }) => colour)).size, 3);
  assert.equal(new Set(badges.map(({ title }) => title)).size, 3);
  for (const { title } of badges) assert.match(title, /monitored by Lapwing Primary/u);
});

test('what waits on the device is counted while it is offline', () => {
  const offline = { ...STATUS, connection: 'waiting', queued: 3 } as const;
  assert.equal(badgeFor(offline).text, '3');
  assert.equal(badgeFor({ ...offline, queued: 500 }).text, '99+');
});

test('a device that is not set up says so', () => {
  const fresh = { ...STATUS, enrolled: false, schoolName: null } as const;
  assert.equal(badgeFor(fresh).text, '!');
});

const NOTHING = { enrol: null, account: null, privateWindowsOff: false };
test('managed policy enrols only when both server and code are set, whatever else stands in it', () => {
  assert.deepEqual(readManagedPolicy({}), NOTHING);
  assert.deepEqual(readManagedPolicy(undefined), NOTHING);
  assert.deepEqual(readManagedPolicy({ server: 'https://x.example', account: ' ' }), NOTHING);
  assert.deepEqual(
    readManagedPolicy({
      server: ' https://x.example ',
      schoolCode: 'ABCDE-FGHIJ',
      deviceName: 7,
      more: true,
    }),
    {
      enrol: { server: 'https://x.example', code: 'ABCDE-FGHIJ', deviceName: null },
      account: null,
      privateWindowsOff: false,
    },
  );
  assert.equal(readManagedPolicy({ account: 'ana.silva' }).account, 'ana.silva');
  assert.equal(readManagedPolicy({ privateWindowsOff: true }).privateWindowsOff, true);
  assert.equal(readManagedPolicy({ privateWindowsOff: 'yes' }).privateWindowsOff, false);
});

test('the background answers only the questions of the popup', () => {
  assert.equal(PopupMessage.safeParse({ kind: 'status' }).success, true);
  assert.equal(PopupMessage.safeParse({ kind: 'enrol', server: 'x' }).success, false);
  assert.equal(PopupMessage.safeParse({ kind: 'stop' }).success, false);
});

test('who looks is named on the icon and told apart from a glance, with the monitoring', () => {
  const look = badgeFor({ ...STATUS, watched: { purpose: 'look', watchers: ['Ms Khan', 'Mr Osei'] } });
  const glance = badgeFor({ ...STATUS, watched: { purpose: 'glance', watchers: [] } });
  assert.match(look.title, /Your screen is being looked at by Ms Khan and Mr Osei\./u);
  assert.match(glance.title, /Staff can see your screen in small\./u);
  for (const badge of [look, glance]) assert.match(badge.title, /monitored by Lapwing Primary/u);
  assert.equal(new Set([look.text, glance.text, badgeFor(STATUS).text]).size, 3);
});

test('the inventory holds what the browser told, within what the protocol takes', () => {
  const told = inventoryOf({
    model: ` ${'Acme '.repeat(60)}`,
    processor: '',
    threads: 8,
    memory: 8_217_000_000.5,
    screens: [
      { width: 1366.4, height: 768 },
      { width: 0, height: 0 },
    ],
  });
  assert.equal(Inventory.safeParse(told).success, true);
  assert.deepEqual(
    { ...told, model: told.model?.length },
    {
      model: 120,
      processor: null,
      threads: 8,
      memory: null,
      disk: null,
      screens: [{ width: 1366, height: 768 }],
    },
  );
  const nothing = { model: null, processor: null, threads: null, memory: null, screens: [] };
  assert.equal(Inventory.safeParse(inventoryOf(nothing)).success, true);
});
