import { z } from 'zod';

import type { TrayEntry } from '../../contract/surfaces.ts';
import type { Bus, Serve } from '../dbus/bus.ts';

// The menu of the sign in the tray. Source: com.canonical.dbusmenu, dbus-menu.xml of libdbusmenu.

export const MENU_PATH = '/MenuBar';
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const layoutCall = z.tuple([z.number(), z.number()]).rest(z.unknown());
const groupCall = z.tuple([z.array(z.number()).max(1000)]).rest(z.unknown());
const propertyCall = z.tuple([z.number(), z.string()]).rest(z.unknown());
const eventCall = z.tuple([z.number(), z.string()]).rest(z.unknown());
const eventsCall = z.tuple([z.array(eventCall).max(1000)]).rest(z.unknown());
const getCall = z.tuple([z.string(), z.string()]).rest(z.unknown());

type Pairs = readonly (readonly [string, { readonly signature: string; readonly value: unknown }])[];

export interface TrayMenu {
  readonly change: (entries: readonly TrayEntry[]) => void;
  readonly close: () => void;
}

/** Serves a menu on the bus. Entries are numbered from 1; 0 is the menu itself. */
export function serveMenu(bus: Bus, chosen: (entry: string) => void): TrayMenu {
  let entries: readonly TrayEntry[] = [];
  let revision = 1;

  function propertiesOf(id: number): Pairs {
    if (id === 0) return [['children-display', { signature: 's', value: 'submenu' }]];
    const entry = entries[id - 1];
    if (entry === undefined) return [];
    // An underline would make a short cut of the letter after it.
    const label = entry.label.replaceAll('_', '__');
    return [
      ['label', { signature: 's', value: label }],
      ['enabled', { signature: 'b', value: entry.enabled }],
      ['visible', { signature: 'b', value: true }],
    ];
  }

  function node(id: number, deep: boolean): readonly unknown[] {
    const children =
      id === 0 && deep
        ? entries.map((_, index) => ({ signature: '(ia{sv}av)', value: node(index + 1, false) }))
        : [];
    return [id, propertiesOf(id), children];
  }

  function choose(id: number, event: string): void {
    const entry = entries[id - 1];
    if (event === 'clicked' && entry?.enabled === true) chosen(entry.id);
  }

  const own: Readonly<Record<string, Pairs[number][1]>> = {
    Version: { signature: 'u', value: 3 },
    TextDirection: { signature: 's', value: 'ltr' },
    Status: { signature: 's', value: 'normal' },
    IconThemePath: { signature: 'as', value: [] },
  };

  const serve: Serve = ({ interface: face, member, body }) => {
    if (face === PROPERTIES && member === 'GetAll')
      return { signature: 'a{sv}', body: [Object.entries(own)] };
    if (face === PROPERTIES && member === 'Get') {
      const value = own[getCall.safeParse(body).data?.[1] ?? ''];
      return value === undefined ? null : { signature: 'v', body: [value] };
    }
    if (face !== MENU) return null;
    switch (member) {
      case 'GetLayout': {
        const [parent, depth] = layoutCall.safeParse(body).data ?? [0, -1];
        return { signature: 'u(ia{sv}av)', body: [revision, node(parent, depth !== 0)] };
      }
      case 'GetGroupProperties': {
        const asked = groupCall.safeParse(body).data?.[0] ?? [];
        const ids = asked.length > 0 ? asked : [0, ...entries.map((_, index) => index + 1)];
        return { signature: 'a(ia{sv})', body: [ids.map((id) => [id, propertiesOf(id)])] };
      }
      case 'GetProperty': {
        const [id, name] = propertyCall.safeParse(body).data ?? [-1, ''];
        const value = propertiesOf(id).find(([key]) => key === name)?.[1];
        return value === undefined ? null : { signature: 'v', body: [value] };
      }
      case 'Event': {
        const [id, event] = eventCall.safeParse(body).data ?? [-1, ''];
        choose(id, event);
        return { signature: '', body: [] };
      }
      case 'EventGroup':
        for (const [id, event] of eventsCall.safeParse(body).data?.[0] ?? []) choose(id, event);
        return { signature: 'ai', body: [[]] };
      case 'AboutToShow':
        return { signature: 'b', body: [false] };
      case 'AboutToShowGroup':
        return { signature: 'aiai', body: [[], []] };
      default:
        return null;
    }
  };
  const cancel = bus.serve(MENU_PATH, serve);
  return {
    change: (now) => {
      entries = now;
      revision += 1;
      bus.signal({
        path: MENU_PATH,
        interface: MENU,
        member: 'LayoutUpdated',
        signature: 'ui',
        body: [revision, 0],
      });
    },
    close: cancel,
  };
}
