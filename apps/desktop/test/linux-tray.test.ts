import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { type Bus, joinBus } from '../src/platform/linux/dbus/bus.ts';
import { createTray } from '../src/platform/linux/tray.ts';
import { type Display, openDisplay } from '../src/platform/linux/x11/display.ts';
import { trayContract } from './contract/tray.ts';
import { lacking, startScreen, type TestScreen } from './xvfb.ts';

const skip = lacking('Xvfb', 'openbox', 'dbus-daemon', 'gdbus', 'xdotool');
const BUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};
const WATCHER = 'org.kde.StatusNotifierWatcher';

describe('the sign in the tray', { skip, timeout: 60_000 }, () => {
  let server: TestScreen;
  let session: { readonly address: string; readonly uid: null };
  before(async () => {
    server = await startScreen({ width: 800, height: 600, bus: true });
    session = { address: server.env['DBUS_SESSION_BUS_ADDRESS'] ?? '', uid: null };
  });
  after(async () => server?.stop());

  /** A desktop's part: it keeps the list of signs, and says that it draws them. */
  async function desktop(): Promise<{
    readonly bus: Bus;
    readonly item: () => Promise<string>;
    readonly end: () => void;
  }> {
    const bus = await joinBus(session);
    assert.ok(bus !== null);
    let registered: string | null = null;
    let told: () => void = () => undefined;
    bus.serve('/StatusNotifierWatcher', ({ member, body }) => {
      if (member === 'RegisterStatusNotifierItem') {
        registered = String(body[0]);
        told();
        return { signature: '', body: [] };
      }
      return { signature: 'v', body: [{ signature: 'b', value: true }] };
    });
    await bus.call({ ...BUS, member: 'RequestName', signature: 'su', body: [WATCHER, 4] });
    return {
      bus,
      item: async () => {
        if (registered === null)
          await new Promise<void>((resolve) => {
            told = resolve;
          });
        return registered ?? '';
      },
      end: () => {
        bus.close();
      },
    };
  }

  /** Asks as any program does, by GLib's own D-Bus. */
  async function ask(destination: string, path: string, method: string, ...args: string[]): Promise<string> {
    return server.run(
      'gdbus',
      'call',
      '--session',
      '-d',
      destination,
      '-o',
      path,
      '-m',
      method,
      '--',
      ...args,
    );
  }

  trayContract(
    (name, run) => {
      it(name, run);
    },
    async () => {
      const panel = await desktop();
      const display = await openDisplay(server.address);
      const made = createTray(display, session);
      const property = async (name: string): Promise<string> =>
        ask(
          await panel.item(),
          '/StatusNotifierItem',
          'org.freedesktop.DBus.Properties.Get',
          "'org.kde.StatusNotifierItem'",
          `'${name}'`,
        );
      return {
        tray: made.tray,
        shown: async () => {
          const tip = await property('ToolTip').catch(() => null);
          if (tip === null) return null;
          const icon = await property('IconPixmap');
          const layout = await ask(
            await panel.item(),
            '/MenuBar',
            'com.canonical.dbusmenu.GetLayout',
            '0',
            '-1',
            '@as []',
          );
          return {
            tip: /'([^']+)', ''\)/u.exec(tip)?.[1] ?? '',
            // The open eye is teal, the struck one grey.
            watching: /0x0b, 0x6e, 0x7d/u.test(icon),
            entries: [...layout.matchAll(/'label': <'([^']*)'>, 'enabled': <(true|false)>/gu)].map(
              ([, label = '', enabled]) => ({ label, enabled: enabled === 'true' }),
            ),
          };
        },
        choose: async (label) => {
          const id = label === 'What is watched' ? '1' : '2';
          await ask(
            await panel.item(),
            '/MenuBar',
            'com.canonical.dbusmenu.Event',
            id,
            "'clicked'",
            "<''>",
            'uint32 0',
          );
        },
        end: async () => {
          await made.close();
          display.close();
          panel.end();
        },
      };
    },
  );

  it('where the desktop shows no signs it says so, and is there when one comes to do so', async () => {
    const display = await openDisplay(server.address);
    const made = createTray(display, session);
    const sign = {
      tip: 'Looked after',
      watching: true,
      entries: [{ id: 'a', label: 'About', enabled: true }],
    };
    assert.equal(await made.tray.show(sign, () => undefined), false);
    const panel = await desktop();
    assert.match(await panel.item(), /^org\.kde\.StatusNotifierItem-\d+-1$/u);
    panel.end();
    await made.close();
    display.close();
  });

  it('the older tray of the display takes it in, and its menu is opened by a click', async () => {
    const [display, older] = [await openDisplay(server.address), await openDisplay(server.address)];
    const tray = await olderTray(older);
    const made = createTray(display, null);
    const chosen: string[] = [];
    let choose: () => void = () => undefined;
    const told = new Promise<void>((resolve) => {
      choose = resolve;
    });
    const entries = [{ id: 'about', label: 'What is watched', enabled: true }];
    const shown = await made.tray.show({ tip: 'Looked after', watching: true, entries }, (entry) => {
      chosen.push(entry);
      choose();
    });
    assert.equal(shown, true);
    await tray.docked;
    const testing = await older.extension('xtest');
    const click = async (x: number, y: number): Promise<void> => {
      testing?.FakeInput(6, 0, 0, 0, x, y);
      testing?.FakeInput(4, 1, 0, 0, 0, 0);
      testing?.FakeInput(5, 1, 0, 0, 0, 0);
      await older.settled();
      await display.settled();
      await display.settled();
    };
    await click(112, 112);
    await click(120, 122);
    await told;
    assert.deepEqual(chosen, ['about']);
    await made.close();
    display.close();
    older.close();
  });

  /** Owns the selection of the older tray, and takes in the window that asks. */
  async function olderTray(display: Display): Promise<{ readonly docked: Promise<void> }> {
    const { client, root } = display;
    const [selection, opcode] = [
      await display.atom('_NET_SYSTEM_TRAY_S0'),
      await display.atom('_NET_SYSTEM_TRAY_OPCODE'),
    ];
    const window = client.AllocID();
    client.CreateWindow(window, root, 100, 100, 24, 24, 0, 0, 1, 0, { overrideRedirect: 1 });
    client.MapWindow(window);
    const own = Buffer.alloc(16);
    own.writeUInt8(22, 0);
    own.writeUInt16LE(4, 2);
    own.writeUInt32LE(window, 4);
    own.writeUInt32LE(selection, 8);
    display.send(own);
    await display.settled();
    const docked = new Promise<void>((resolve) => {
      display.onEvent((event) => {
        if (event.name !== 'ClientMessage' || event['message_type'] !== opcode) return;
        const [, , icon] = event['data'] as readonly number[];
        const into = Buffer.alloc(16);
        into.writeUInt8(7, 0);
        into.writeUInt16LE(4, 2);
        into.writeUInt32LE(icon ?? 0, 4);
        into.writeUInt32LE(window, 8);
        display.send(into);
        client.MapWindow(icon ?? 0);
        display.settled().then(resolve, resolve);
      });
    });
    return { docked };
  }
});
