import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import * as fc from 'fast-check';

import { joinBus } from '../src/platform/linux/dbus/bus.ts';
import { openTheme, themeIn } from '../src/platform/linux/theme.ts';
import { openDisplay } from '../src/platform/linux/x11/display.ts';
import { lacking, startScreen } from './xvfb.ts';

/** As a settings daemon writes them: a number, a text, a colour. */
function settings(theme: string): Buffer {
  const padded = (text: string): Buffer => {
    const bytes = Buffer.from(text, 'latin1');
    return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  };
  const numbers = (...all: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(all.length * 4);
    for (const [place, number] of all.entries()) bytes.writeUInt32LE(number, place * 4);
    return bytes;
  };
  const head = (type: number, name: string): Buffer =>
    Buffer.concat([Buffer.from([type, 0, name.length, 0]), padded(name), numbers(1)]);
  return Buffer.concat([
    numbers(0, 7, 3),
    head(0, 'Net/DoubleClickTime'),
    numbers(400),
    head(2, 'Gtk/Color'),
    numbers(1, 2),
    head(1, 'Net/ThemeName'),
    numbers(theme.length),
    padded(theme),
  ]);
}

describe('how the desktop looks', { timeout: 30_000 }, () => {
  it('is read from what a settings daemon writes, whatever that is', () => {
    for (const [theme, looks] of [
      ['Adwaita', 'light'],
      ['Adwaita-dark', 'dark'],
      ['Yaru-dark-blue', 'dark'],
      ['HighContrastInverse', 'dark'],
      ['Darkness falls', 'light'],
    ])
      assert.equal(themeIn(settings(theme ?? '')), looks);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(90), (bytes, cut) => {
        themeIn(bytes);
        const whole = settings('Adwaita-dark');
        const part = themeIn(whole.subarray(0, Math.min(cut, whole.length - 1)));
        assert.ok(part === null || part === 'dark');
      }),
    );
  });

  it(
    'follows the theme of the X display, and the portal of the person before it',
    { skip: lacking('Xvfb', 'dbus-daemon') },
    async () => {
      const server = await startScreen({ windowManager: false, bus: true });
      const daemon = await openDisplay(server.address);
      const { client, root } = daemon;
      const [selection = 0, property = 0] = await Promise.all(
        ['_XSETTINGS_S0', '_XSETTINGS_SETTINGS'].map(async (name) => daemon.atom(name)),
      );
      const owner = client.AllocID();
      client.CreateWindow(owner, root, 0, 0, 1, 1, 0, 0, 1, 0, {});
      client.ChangeProperty(0, owner, property, property, 8, settings('Adwaita'));
      client.SetSelectionOwner(owner, selection, 0);
      await daemon.settled();

      const address = { address: server.env['DBUS_SESSION_BUS_ADDRESS'] ?? '', uid: null };
      const display = await openDisplay(server.address);
      const without = await openTheme(display, address);
      assert.equal(without.current(), 'light');
      const turned = new Promise<void>((resolve) => without.onChange(resolve));
      client.ChangeProperty(0, owner, property, property, 8, settings('Adwaita-dark'));
      await turned;
      assert.equal(without.current(), 'dark');
      without.stop();

      const portal = await joinBus(address);
      assert.ok(portal !== null);
      await portal.call({
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
        member: 'RequestName',
        signature: 'su',
        body: ['org.freedesktop.portal.Desktop', 0],
      });
      const path = '/org/freedesktop/portal/desktop';
      const scheme = (value: number): object => ({ signature: 'u', value });
      portal.serve(path, ({ member }) =>
        member === 'Read' ? { signature: 'v', body: [{ signature: 'v', value: scheme(2) }] } : null,
      );
      const withPortal = await openTheme(display, address);
      assert.equal(withPortal.current(), 'light');
      const dark = new Promise<void>((resolve) => withPortal.onChange(resolve));
      portal.signal({
        path,
        interface: 'org.freedesktop.portal.Settings',
        member: 'SettingChanged',
        signature: 'ssv',
        body: ['org.freedesktop.appearance', 'color-scheme', scheme(1)],
      });
      await dark;
      assert.equal(withPortal.current(), 'dark');
      withPortal.stop();
      portal.close();
      display.close();
      daemon.close();
      await server.stop();
    },
  );
});
