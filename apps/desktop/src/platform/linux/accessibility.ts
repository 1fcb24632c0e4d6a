import { z } from 'zod';

import type { Cancel } from '../contract/cancel.ts';
import { type Bus, type BusAddress, joinBus } from './dbus/bus.ts';
import type { Message } from './dbus/message.ts';

/** The field that has the keyboard, as the toolkit of its program describes it. */
export interface ToldField {
  /** Unique over all programs of the session. */
  readonly id: string;
  /** Of the program; null where the bus does not say. */
  readonly pid: number | null;
  /** `asking`: what it is, is not known yet. `none`: it is no field whose text can be told, such as a terminal. */
  readonly kind: 'asking' | 'secret' | 'text' | 'none';
}

export interface ToldText {
  readonly text: string;
  /** In UTF-16 units. */
  readonly caret: number;
}

export interface Accessibility {
  /** Null: no program has told of one. */
  focused(): ToldField | null;
  /**
   * Looks for the field that has the keyboard in the program of a process, whose window has just come to the front. A
   * program tells only of a field that gets the keyboard later than it has joined the bus.
   */
  seek(pid: number | null): void;
  close(): void;
}

const ROLE_PASSWORD = 40;
const ROLE_TERMINAL = 60;
const STATE_EDITABLE = 7;
const STATE_FOCUSED = 12;
/** Name on the bus, and path. */
type Reference = readonly [sender: string, path: string];
/** Text around the caret that is read of a long document, in characters. */
const WINDOW = 4096;
/** A program that has just started takes a while to join the bus. */
const SEEK_MS = Object.freeze([200, 800, 2500]);
/** Changes that come sooner are read together. */
const GATHER_MS = 25;
const REGISTRY = Object.freeze({
  destination: 'org.a11y.atspi.Registry',
  path: '/org/a11y/atspi/registry',
  interface: 'org.a11y.atspi.Registry',
});
const STATE_RULE =
  "type='signal',interface='org.a11y.atspi.Event.Object',member='StateChanged',arg0='focused'";
const TEXT_RULE = "type='signal',interface='org.a11y.atspi.Event.Object',member='TextChanged'";
const GONE_RULE = "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg2=''";

const stringReply = z.tuple([z.string()]).rest(z.unknown());
const numberReply = z.tuple([z.number()]).rest(z.unknown());
const statesReply = z.tuple([z.array(z.number())]).rest(z.unknown());
const namesReply = z.tuple([z.array(z.string())]).rest(z.unknown());
const numberProperty = z.tuple([z.object({ value: z.number() })]).rest(z.unknown());
const referencesReply = z.tuple([z.array(z.tuple([z.string(), z.string()]))]).rest(z.unknown());
const stateSignal = z.tuple([z.literal('focused'), z.number()]).rest(z.unknown());

/**
 * Joins the session's accessibility bus (AT-SPI 2) and hears which field has the keyboard and what is in it. The text of
 * a field that is secret is never asked for.
 * @param changed another field has the keyboard, or more is known of it
 * @param told the text after a change
 * @param options.wake says that assistive technology is there, so that toolkits which tell nothing otherwise (Qt) do
 * @returns null where there is no such bus
 */
export async function joinAccessibility(
  session: BusAddress,
  changed: () => void,
  told: (field: ToldField, text: ToldText) => void,
  options: { readonly wake: boolean },
): Promise<Accessibility | null> {
  const joined = await joinAccessibilityBus(session, options.wake);
  if (joined === null) return null;
  const bus: Bus = joined;
  let current: (ToldField & { readonly sender: string; readonly path: string }) | null = null;
  let reading = false;
  let dirty = false;
  let timer: NodeJS.Timeout | undefined;
  let sought: number | null = null;
  let seeking: NodeJS.Timeout | undefined;
  let unhear: Cancel = () => undefined;
  const pids = new Map<string, number | null>();

  async function focus(sender: string, path: string): Promise<void> {
    const id = `${sender}${path}`;
    if (current?.id === id) return;
    leave();
    current = { id, sender, path, pid: pids.get(sender) ?? null, kind: 'asking' };
    changed();
    const [kind, pid] = await Promise.all([describe(bus, sender, path), pidOf(sender)]);
    if (current?.id !== id) return;
    current = { id, sender, path, pid, kind };
    // Only of this one: a terminal tells of every line that it shows.
    if (kind === 'text')
      unhear = bus.onSignal(`${TEXT_RULE},sender='${sender}',path='${path}'`, () => undefined);
    changed();
  }

  function leave(): void {
    unhear();
    unhear = () => undefined;
    current = null;
  }

  async function pidOf(sender: string): Promise<number | null> {
    const known = pids.get(sender);
    if (known !== undefined) return known;
    const reply = await bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'GetConnectionUnixProcessID',
      signature: 's',
      body: [sender],
    });
    const pid = numberReply.safeParse(reply).data?.[0] ?? null;
    pids.set(sender, pid);
    return pid;
  }

  function gather(): void {
    dirty = true;
    if (reading || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void read();
    }, GATHER_MS);
  }

  async function read(): Promise<void> {
    const field = current;
    dirty = false;
    if (field === null || field.kind !== 'text') return;
    reading = true;
    const text = await readText(bus, field.sender, field.path);
    reading = false;
    if (text !== null && current?.id === field.id) told(field, text);
    if (dirty) gather();
  }

  function heard(signal: Message): void {
    if (signal.interface !== 'org.a11y.atspi.Event.Object') {
      if (signal.member === 'NameOwnerChanged') gone(stringReply.safeParse(signal.body).data?.[0] ?? '');
      return;
    }
    if (signal.member === 'TextChanged') {
      if (current?.sender === signal.sender && current.path === signal.path && current.kind === 'text')
        gather();
      return;
    }
    const state = stateSignal.safeParse(signal.body).data;
    if (signal.member !== 'StateChanged' || state === undefined) return;
    if (state[1] !== 0) void focus(signal.sender, signal.path);
    else if (current?.id === `${signal.sender}${signal.path}`) {
      leave();
      changed();
    }
  }

  function gone(sender: string): void {
    pids.delete(sender);
    if (current?.sender !== sender) return;
    leave();
    changed();
  }

  const cancels: readonly Cancel[] = [
    bus.onSignal(STATE_RULE, heard),
    // One listener hears every signal; the other rules only let more through.
    bus.onSignal(GONE_RULE, () => undefined),
    bus.onEnd(() => {
      current = null;
      changed();
    }),
  ];
  for (const event of ['object:state-changed:focused', 'object:text-changed'])
    await bus.call({ ...REGISTRY, member: 'RegisterEvent', signature: 's', body: [event] });
  /** Asks the program of a process for the field that has the keyboard. */
  async function look(pid: number): Promise<void> {
    for (const [sender, path] of await programs(bus)) {
      if ((await pidOf(sender)) !== pid) continue;
      const field = await focusedWithin(bus, sender, path);
      if (field !== null && sought === pid && current?.pid !== pid) await focus(...field);
    }
  }

  function seek(pid: number | null): void {
    sought = pid;
    clearTimeout(seeking);
    const next = async (waits: readonly number[]): Promise<void> => {
      const [wait, ...rest] = waits;
      if (pid === null || sought !== pid || current?.pid === pid) return;
      await look(pid);
      if (wait === undefined || sought !== pid) return;
      seeking = setTimeout(() => void next(rest), wait);
      seeking.unref();
    };
    void next(SEEK_MS);
  }

  return {
    focused: () => current,
    seek,
    close: () => {
      sought = null;
      clearTimeout(timer);
      clearTimeout(seeking);
      current = null;
      for (const cancel of cancels) cancel();
      bus.close();
    },
  };
}

async function joinAccessibilityBus(session: BusAddress, wake: boolean): Promise<Bus | null> {
  const bus = await joinBus(session);
  if (bus === null) return null;
  const launcher = { destination: 'org.a11y.Bus', path: '/org/a11y/bus' };
  const reply = await bus.call({
    ...launcher,
    interface: 'org.a11y.Bus',
    member: 'GetAddress',
    timeoutMs: 5000,
  });
  const address = stringReply.safeParse(reply).data?.[0];
  if (wake && address !== undefined)
    await bus.call({
      ...launcher,
      interface: 'org.freedesktop.DBus.Properties',
      member: 'Set',
      signature: 'ssv',
      body: ['org.a11y.Status', 'IsEnabled', { signature: 'b', value: true }],
    });
  bus.close();
  return address === undefined ? null : joinBus({ address, uid: session.uid });
}

/** The programs on the bus, by their names and the roots of what they show. */
async function programs(bus: Bus): Promise<readonly Reference[]> {
  const reply = await bus.call({
    destination: REGISTRY.destination,
    path: '/org/a11y/atspi/accessible/root',
    interface: 'org.a11y.atspi.Accessible',
    member: 'GetChildren',
  });
  return referencesReply.safeParse(reply).data?.[0] ?? [];
}

/** The field of a program that has the keyboard; null where the program does not say. */
async function focusedWithin(bus: Bus, destination: string, path: string): Promise<Reference | null> {
  // What nothing is asked of matches all of it.
  const [all, canonical] = [1, 1];
  const focused = [1 << STATE_FOCUSED, 0];
  const rule = [focused, all, [], all, [0, 0, 0, 0], all, [], all, false];
  const reply = await bus.call({
    destination,
    path,
    interface: 'org.a11y.atspi.Collection',
    member: 'GetMatches',
    signature: '(aiia{ss}iaiiasib)uib',
    body: [rule, canonical, 1, true],
    timeoutMs: 1000,
  });
  return referencesReply.safeParse(reply).data?.[0][0] ?? null;
}

async function describe(bus: Bus, destination: string, path: string): Promise<ToldField['kind']> {
  const ask = async (member: string): Promise<readonly unknown[] | null> =>
    bus.call({ destination, path, interface: 'org.a11y.atspi.Accessible', member, timeoutMs: 1000 });
  const [role, states, interfaces] = await Promise.all([
    ask('GetRole'),
    ask('GetState'),
    ask('GetInterfaces'),
  ]);
  const number = numberReply.safeParse(role).data?.[0];
  if (number === ROLE_PASSWORD) return 'secret';
  if (number === undefined || number === ROLE_TERMINAL) return 'none';
  const editable = ((statesReply.safeParse(states).data?.[0][0] ?? 0) & (1 << STATE_EDITABLE)) !== 0;
  const texts = namesReply.safeParse(interfaces).data?.[0] ?? [];
  return editable && texts.includes('org.a11y.atspi.Text') ? 'text' : 'none';
}

async function readText(bus: Bus, destination: string, path: string): Promise<ToldText | null> {
  const property = async (name: string): Promise<number | undefined> =>
    numberProperty.safeParse(
      await bus.call({
        destination,
        path,
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        signature: 'ss',
        body: ['org.a11y.atspi.Text', name],
      }),
    ).data?.[0].value;
  const [count, caret] = await Promise.all([property('CharacterCount'), property('CaretOffset')]);
  if (count === undefined || caret === undefined) return null;
  const [from, to] = textWindow(count, caret);
  const reply = await bus.call({
    destination,
    path,
    interface: 'org.a11y.atspi.Text',
    member: 'GetText',
    signature: 'ii',
    body: [from, to],
  });
  const text = stringReply.safeParse(reply).data?.[0];
  return text === undefined ? null : { text, caret: unitsOf(text, Math.max(0, caret - from)) };
}

/**
 * The part of a text that is read: all of a short one, and of a long one some before and after the caret. The beginning
 * moves in large steps, so that the text changes only where it was written while the caret goes on.
 */
export function textWindow(count: number, caret: number): readonly [from: number, to: number] {
  if (count <= 4 * WINDOW) return [0, count];
  const at = Math.min(Math.max(caret, 0), count);
  const from = Math.max(0, Math.floor(at / WINDOW) - 1) * WINDOW;
  return [from, Math.min(count, from + 4 * WINDOW)];
}

/** UTF-16 units of so many characters from the start. AT-SPI counts characters. */
export function unitsOf(text: string, characters: number): number {
  let units = 0;
  for (let left = characters; left > 0 && units < text.length; left -= 1)
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}
