import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { changeStaff } from '@lapwing/protocol/features/accounts/api.ts';
import { addRole } from '@lapwing/protocol/features/accounts/roles.api.ts';
import { listAudit } from '@lapwing/protocol/features/audit/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import { addStaff, setUpSchool, startTestServer, type TestServer, type Visitor } from './harness.ts';
import { addScreenDevice, openScreens, type ScreenDevice, type ScreensConsole } from './screens-world.ts';

let test: TestServer;
let tara: Visitor;
let eight: Visitor & { id: string };
let b8: string;
let desk: ScreenDevice;

const KEY: WorkStep = { do: 'key', code: 'KeyA', down: true };

before(async () => {
  test = await startTestServer();
  tara = await setUpSchool(test);
  b8 = (await tara.call(addGroup, { body: { name: '8B', kind: 'people', parentId: null } })).reply.id;
  for (const [name, username] of [
    ['Ana Silva', 'ana.silva'],
    ['Ben Ito', 'ben.ito'],
  ] as const) {
    await tara.call(addPerson, {
      body: { name, username, kind: 'pupil', year: '8', form: '8B', groupIds: [b8] },
    });
  }
  eight = await addStaff(test, tara, {
    name: 'Eight',
    email: 'eight@northfield.example',
    roles: ['teacher'],
    groupIds: [b8],
  });
  desk = await addScreenDevice(test, tara, 'Desk of Ana', ['remote-control']);
  await desk.logOn('ana.silva');
});
after(async () => {
  desk.line.socket.close();
  await test.stop();
});

/** A console that looks at the desk alone, which shows its screen. */
async function looking(who: Visitor, at = desk): Promise<ScreensConsole> {
  const console = await openScreens(test.url, who.cookie());
  console.watch([{ deviceId: at.id, purpose: 'look', width: 960 }], b8);
  const wanted = await at.wanted();
  at.shown(wanted.id, 'live');
  await console.state(at.id, 'live');
  return console;
}
const send = (console: ScreensConsole, steps: readonly WorkStep[], at = desk): void =>
  console.socket.send(JSON.stringify({ type: 'screens/work', deviceId: at.id, steps }));
const lines = async (action: string): Promise<string[]> =>
  (await tara.call(listAudit, { query: { action, limit: '20' } })).reply.items.map(({ summary }) => summary);

describe('remote control', () => {
  it('sends on what staff do at the one screen that they look at, and stands in the audit with how long', async () => {
    const console = await looking(eight);
    send(console, [{ do: 'release' }]);
    assert.equal(await console.control(), null);
    assert.deepEqual(await lines('screens.control'), ['Controlled the screen of Ana Silva (Desk of Ana)']);
    assert.deepEqual((await desk.frame('screens/worked')).steps, [{ do: 'release' }]);
    send(console, [KEY]);
    const worked = await desk.frame('screens/worked');
    assert.deepEqual([worked.by, worked.steps], ['Eight', [KEY]]);
    console.socket.send(JSON.stringify({ type: 'screens/let-go' }));
    assert.deepEqual((await desk.frame('screens/worked')).steps, [{ do: 'release' }]);
    for (let ended: string[] = []; ended.length === 0;) {
      ended = await lines('screens.control-ended');
      if (ended.length > 0)
        assert.match(ended[0] ?? '', /^Ended: controlled the screen of Ana Silva .* for \d+ s$/);
    }
    console.socket.close();
    await desk.unwanted();
  });

  it('is refused without the right, without the large view, and where the device takes none', async () => {
    const small = await openScreens(test.url, eight.cookie());
    small.watch([{ deviceId: desk.id }], b8);
    await desk.wanted();
    send(small, [KEY]);
    assert.match((await small.control()) ?? '', /large/);
    small.socket.close();
    await desk.unwanted();

    const browser = await addScreenDevice(test, tara, 'In the browser');
    await browser.logOn('ben.ito');
    const console = await looking(eight, browser);
    send(console, [KEY], browser);
    assert.equal(await console.control(), null);
    assert.match((await console.control()) ?? '', /cannot be controlled/);
    console.socket.close();
    browser.line.socket.close();

    const { reply: role } = await tara.call(addRole, {
      body: {
        name: 'Looks only',
        description: '',
        copyOf: 'teacher',
        scope: 'groups',
        capabilities: ['screens.view', 'devices.view', 'groups.view', 'people.view'],
      },
    });
    const looks = await addStaff(test, tara, {
      name: 'Looks',
      email: 'l@x.example',
      roles: [role.key],
      groupIds: [b8],
    });
    const other = await looking(looks);
    send(other, [KEY]);
    assert.match((await other.control()) ?? '', /Your role/);
    other.socket.close();
    await desk.unwanted();
  });

  it('ends when somebody else sits there, and when the right is taken away', async () => {
    const console = await looking(eight);
    send(console, [KEY]);
    assert.equal(await console.control(), null);
    await desk.frame('screens/worked');
    await desk.logOn('ben.ito');
    await console.state(desk.id, 'waiting');
    send(console, [KEY]);
    assert.match((await console.control()) ?? '', /Somebody else/);
    console.socket.close();

    const next = await addScreenDevice(test, tara, 'Another desk', ['remote-control']);
    await next.logOn('ana.silva');
    const again = await looking(eight, next);
    send(again, [KEY], next);
    assert.equal(await again.control(), null);
    await tara.call(changeStaff, {
      params: { id: eight.id },
      body: { roles: ['head'], groupIds: [] },
    });
    await again.state(next.id, 'unknown');
    send(again, [KEY], next);
    assert.match((await again.control()) ?? '', /Your role/);
    again.socket.close();
    next.line.socket.close();
  });
});
