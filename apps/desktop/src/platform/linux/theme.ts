import type { Done } from 'x11';

import type { Cancel } from '../contract/cancel.ts';
import type { DesktopTheme } from '../contract/theme.ts';
import { type Bus, type BusAddress, joinBus } from './dbus/bus.ts';
import type { Display } from './x11/display.ts';
import { readProperty } from './x11/properties.ts';

export interface LinuxTheme extends DesktopTheme {
  stop(): void;
}

/** What a person has chosen; null where that is not said. */
type Chosen = 'light' | 'dark' | null;

const PROPERTY_CHANGE = 1 << 22;
const MOST_BYTES = 64 * 1024;
const PORTAL = Object.freeze({
  destination: 'org.freedesktop.portal.Desktop',
  path: '/org/freedesktop/portal/desktop',
  interface: 'org.freedesktop.portal.Settings',
});
const NAMESPACE = 'org.freedesktop.appearance';
const KEY = 'color-scheme';
const RULE = `type='signal',path='${PORTAL.path}',interface='${PORTAL.interface}',member='SettingChanged',arg0='${NAMESPACE}'`;

/**
 * Light or dark, as the portal of the person's desktop says it (org.freedesktop.portal.Settings), or else as the name of
 * their theme does (XSETTINGS). Nothing is started for it, and nothing is asked twice: both tell of a change.
 * @param session the person's bus; null where there is none
 */
export async function openTheme(display: Display, session: BusAddress | null): Promise<LinuxTheme> {
  const listeners = new Set<() => void>();
  let portal: Chosen = null;
  let settings: Chosen = null;
  const current = (): 'light' | 'dark' => portal ?? settings ?? 'light';

  function change(make: () => void): void {
    const before = current();
    make();
    if (current() !== before) for (const listener of listeners) listener();
  }

  const [bus, cancelSettings] = await Promise.all([
    followPortal(session, (chosen) =>
      change(() => {
        portal = chosen;
      }),
    ),
    followSettings(display, (chosen) =>
      change(() => {
        settings = chosen;
      }),
    ),
  ]);
  return {
    current,
    onChange: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    stop: () => {
      listeners.clear();
      cancelSettings();
      bus?.close();
    },
  };
}

/** @returns null where there is no portal */
async function followPortal(session: BusAddress | null, tell: (chosen: Chosen) => void): Promise<Bus | null> {
  const bus = session === null ? null : await joinBus(session);
  if (bus === null) return null;
  // To ask one that does not run would start it.
  const there = await bus.call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'NameHasOwner',
    signature: 's',
    body: [PORTAL.destination],
  });
  if (there?.[0] !== true) {
    bus.close();
    return null;
  }
  bus.onSignal(RULE, ({ member, body }) => {
    if (member === 'SettingChanged' && body[0] === NAMESPACE && body[1] === KEY) tell(schemeOf(body[2]));
  });
  const said = await bus.call({ ...PORTAL, member: 'Read', signature: 'ss', body: [NAMESPACE, KEY] });
  tell(schemeOf(said?.[0]));
  return bus;
}

/** 1 is dark, 2 is light, within one variant or two. */
function schemeOf(value: unknown): Chosen {
  if (typeof value === 'object' && value !== null && 'value' in value) return schemeOf(value.value);
  return value === 1 ? 'dark' : value === 2 ? 'light' : null;
}

async function followSettings(display: Display, tell: (chosen: Chosen) => void): Promise<Cancel> {
  const selection = await display.atom('_XSETTINGS_S0').catch(() => 0);
  const owner = await display
    .ask((done: Done<number>) => {
      display.client.GetSelectionOwner(selection, done);
    })
    .catch(() => 0);
  if (owner === 0) return () => undefined;
  async function read(): Promise<void> {
    const property = await readProperty(display, owner, '_XSETTINGS_SETTINGS', MOST_BYTES);
    tell(property === null ? null : themeIn(property.data));
  }
  const cancels = [
    display.onEvent((event) => {
      if (event.name === 'PropertyNotify' && event.wid === owner) void read();
    }),
    display.select(owner, PROPERTY_CHANGE),
  ];
  await read();
  return () => {
    for (const cancel of cancels) cancel();
  };
}

/**
 * Whether the theme that is named in XSETTINGS is a dark one; null where none is named, or it cannot be read. Source: XSETTINGS
 * specification 0.5, "Format of the _XSETTINGS_SETTINGS property".
 */
export function themeIn(bytes: Uint8Array): Chosen {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = bytes[0] === 0;
  const padded = (length: number): number => (length + 3) & ~3;
  try {
    const count = view.getUint32(8, little);
    let at = 12;
    for (let index = 0; index < count; index += 1) {
      const type = view.getUint8(at);
      const length = view.getUint16(at + 2, little);
      const name = Buffer.from(bytes.subarray(at + 4, at + 4 + length)).toString('latin1');
      at += 4 + padded(length) + 4;
      if (type === 1) {
        const size = view.getUint32(at, little);
        const value = Buffer.from(bytes.subarray(at + 4, at + 4 + size)).toString('latin1');
        if (name === 'Net/ThemeName' && at + 4 + size <= bytes.length)
          return /[-_: ]dark(?:$|[-_: ])|^dark$|^highcontrastinverse$/iu.test(value) ? 'dark' : 'light';
        at += 4 + padded(size);
      } else at += type === 2 ? 8 : 4;
    }
  } catch {
    // It ends too early.
  }
  return null;
}
