import { z } from 'zod';

import type { TrayEntry } from '../../contract/surfaces.ts';
import type { Bus, Serve } from '../dbus/bus.ts';
import { MENU_PATH, serveMenu } from './menu.ts';
import { argbOf, drawSign } from './sign.ts';

// The sign as a StatusNotifierItem. Source: freedesktop.org, StatusNotifierItem specification, version 0.1.

const ITEM_PATH = '/StatusNotifierItem';
const ITEM = 'org.kde.StatusNotifierItem';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const WATCHER = Object.freeze({
  destination: 'org.kde.StatusNotifierWatcher',
  path: '/StatusNotifierWatcher',
});
const BUS = Object.freeze({
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
});
const SIZES = Object.freeze([22, 32, 48]);
const getCall = z.tuple([z.string(), z.string()]).rest(z.unknown());
const ownerChange = z.tuple([z.string(), z.string(), z.string()]).rest(z.unknown());
const boolReply = z.tuple([z.object({ value: z.boolean() })]).rest(z.unknown());

export interface Sign {
  readonly tip: string;
  readonly watching: boolean;
  readonly entries: readonly TrayEntry[];
}

export interface NotifierItem {
  /** Whether the desktop shows it. */
  readonly shown: () => boolean;
  readonly change: (sign: Sign) => void;
  readonly close: () => Promise<void>;
}

/**
 * Puts the sign where desktops of today show such signs, and there again when the desktop's panel has started anew.
 * @param moved called when the desktop begins or ceases to show it
 */
export async function showNotifierItem(
  bus: Bus,
  first: Sign,
  chosen: (entry: string) => void,
  moved: () => void,
): Promise<NotifierItem> {
  let sign = first;
  let shown = false;
  const menu = serveMenu(bus, chosen);
  menu.change(sign.entries);
  const name = `${ITEM}-${process.pid}-1`;

  function property(wanted: string): { readonly signature: string; readonly value: unknown } | null {
    switch (wanted) {
      case 'Category':
        return { signature: 's', value: 'SystemServices' };
      case 'Id':
        return { signature: 's', value: 'lapwing' };
      case 'Title':
        return { signature: 's', value: sign.tip };
      case 'Status':
        return { signature: 's', value: 'Active' };
      case 'WindowId':
        return { signature: 'i', value: 0 };
      case 'IconName':
      case 'AttentionIconName':
      case 'OverlayIconName':
        return { signature: 's', value: '' };
      case 'IconPixmap':
        return { signature: 'a(iiay)', value: SIZES.map((size) => pixmap(size, sign.watching)) };
      case 'ToolTip':
        return { signature: '(sa(iiay)ss)', value: ['', [], sign.tip, ''] };
      case 'ItemIsMenu':
        return { signature: 'b', value: true };
      case 'Menu':
        return { signature: 'o', value: MENU_PATH };
      default:
        return null;
    }
  }

  const names = [
    'Category',
    'Id',
    'Title',
    'Status',
    'WindowId',
    'IconName',
    'AttentionIconName',
    'OverlayIconName',
    'IconPixmap',
    'ToolTip',
    'ItemIsMenu',
    'Menu',
  ];
  const serve: Serve = ({ interface: face, member, body }) => {
    if (face === PROPERTIES && member === 'GetAll')
      return { signature: 'a{sv}', body: [names.map((one) => [one, property(one)])] };
    if (face === PROPERTIES && member === 'Get') {
      const value = property(getCall.safeParse(body).data?.[1] ?? '');
      return value === null ? null : { signature: 'v', body: [value] };
    }
    // The desktop opens the menu; a click does nothing else.
    if (face === ITEM && ['Activate', 'SecondaryActivate', 'ContextMenu', 'Scroll'].includes(member))
      return { signature: '', body: [] };
    return null;
  };
  const cancels = [
    bus.serve(ITEM_PATH, serve),
    bus.onSignal(
      `type='signal',sender='${BUS.destination}',member='NameOwnerChanged',arg0='${WATCHER.destination}'`,
      (signal) => {
        const change = ownerChange.safeParse(signal.body).data;
        if (signal.member === 'NameOwnerChanged' && change?.[0] === WATCHER.destination) void register();
      },
    ),
    bus.onSignal(`type='signal',interface='${WATCHER.destination}'`, (signal) => {
      if (/^StatusNotifierHost(?:R|Unr)egistered$/u.test(signal.member)) void look();
    }),
  ];

  async function register(): Promise<void> {
    await bus.call({
      ...WATCHER,
      interface: WATCHER.destination,
      member: 'RegisterStatusNotifierItem',
      signature: 's',
      body: [name],
    });
    await look();
  }

  /** A watcher without a host, which would draw the signs, shows nothing. */
  async function look(): Promise<void> {
    const reply = await bus.call({
      ...WATCHER,
      interface: PROPERTIES,
      member: 'Get',
      signature: 'ss',
      body: [WATCHER.destination, 'IsStatusNotifierHostRegistered'],
    });
    const now = boolReply.safeParse(reply).data?.[0].value ?? false;
    if (now === shown) return;
    shown = now;
    moved();
  }

  await bus.call({ ...BUS, member: 'RequestName', signature: 'su', body: [name, 4] });
  const owned = await bus.call({
    ...BUS,
    member: 'NameHasOwner',
    signature: 's',
    body: [WATCHER.destination],
  });
  // A desktop that has none is not made to start one.
  if (owned?.[0] === true) await register();

  return {
    shown: () => shown,
    change: (now) => {
      sign = now;
      menu.change(now.entries);
      for (const member of ['NewIcon', 'NewToolTip', 'NewTitle'])
        bus.signal({ path: ITEM_PATH, interface: ITEM, member, signature: '', body: [] });
    },
    close: async () => {
      for (const cancel of cancels) cancel();
      menu.close();
      await bus.call({ ...BUS, member: 'ReleaseName', signature: 's', body: [name] });
    },
  };
}

function pixmap(size: number, watching: boolean): readonly unknown[] {
  return [size, size, argbOf(drawSign(size, watching))];
}
