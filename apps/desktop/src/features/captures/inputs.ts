import type { Cancel, Clock } from '@lapwing/agent-core/contracts/clock.ts';
import { TEXT_FIELD } from '@lapwing/agent-core/field-exclusion.ts';
import type { AgentInput, Surroundings } from '@lapwing/agent-core/input.ts';
import { createKeyStream, type KeyStream } from '@lapwing/agent-core/key-stream.ts';
import type { FieldText, InputSource, KeyStroke } from '../../platform/contract/input.ts';
import { isBrowser } from '../../platform/contract/browsers.ts';
import type { DesktopWindow, Windows } from '../../platform/contract/windows.ts';

/** Keys that come faster than this are told together, in milliseconds; one that comes after a while is told at once. */
const TOGETHER_MS = 40;
/** UTF-16 units of a field that are looked at, around the caret. */
const MAX_TEXT = 50_000;
/** Milliseconds between two words about a pointer that is used. */
const POINTER_EVERY_MS = 1000;
/** Three words. */
const PROSE = /\S\s+\S+\s+\S/u;
/** Windows of which it is remembered what was typed there. */
const MOST_PLACES = 50;

export interface DesktopInputsParts {
  /** Null where the platform has none: then only captions are told. */
  readonly input: InputSource | null;
  readonly windows: Windows;
  readonly clock: Clock;
  /** Whether nothing of a window may be looked at, beside those that the platform calls secret. */
  readonly excluded: (window: DesktopWindow) => boolean;
  /** Whether what happens in this window is told by an agent of its own, as by that of a browser. */
  readonly joined: (place: string) => boolean;
  /** Tells when `joined` may say otherwise of the window in front. */
  readonly onJoined?: (changed: () => void) => Cancel;
  /** Whether staff work the keyboard from afar: what they type is not the person's. */
  readonly worked: () => boolean;
  readonly feed: (input: AgentInput) => void;
}

/** Keys of a window whose fields are not told. */
interface Run {
  readonly fieldId: string;
  readonly stream: KeyStream;
  at: Surroundings;
  /** Whether anything of it was told. */
  told: boolean;
}

/**
 * Tells what is typed on the desktop, and what stands in front of it. Nothing of a secret field or window is held, not
 * even for a moment.
 *
 * @returns ends it; what was typed and not told is forgotten
 */
export function watchDesktopInputs(parts: DesktopInputsParts): Cancel {
  const { input, windows, clock, feed } = parts;
  const runs = new Map<string, Run>();
  /** What is told together with what comes in the next moment. */
  let waiting: (() => AgentInput) | null = null;
  let waitingIn = '';
  /** When something came that is to be told. */
  let scheduledAt = -Infinity;
  let cancelTimer: Cancel = () => undefined;
  /** The told field that was written in last. */
  let told: { readonly fieldId: string; readonly place: string } | null = null;
  let front: string | null = null;
  let caption = '';
  let stirredAt = -Infinity;

  /** The window that is in front, if it may be looked at; `place` is the one that is spoken of. */
  function readable(place: string | null): DesktopWindow | null {
    const window = windows.front();
    if (window === null || window.place !== place) return null;
    return window.secret || parts.excluded(window) || parts.joined(window.place) ? null : window;
  }

  function schedule(fieldId: string, next: () => AgentInput): void {
    if (waitingIn !== fieldId) flush();
    const since = clock.passed() - scheduledAt;
    scheduledAt = clock.passed();
    const first = waiting === null;
    waiting = next;
    waitingIn = fieldId;
    if (first && since > TOGETHER_MS) flush();
    else if (first) cancelTimer = clock.setTimer(TOGETHER_MS, flush);
  }

  function flush(): void {
    cancelTimer();
    const next = waiting;
    waiting = null;
    waitingIn = '';
    if (next !== null) feed(next());
  }

  function drop(): void {
    cancelTimer();
    waiting = null;
    waitingIn = '';
  }

  function settle(fieldId: string, reason: 'blur' | 'enter'): void {
    feed({ kind: 'settled', fieldId, reason });
  }

  /** What is typed next does not follow what was typed before. */
  function endRun(place: string, reason: 'blur' | 'enter'): void {
    const run = runs.get(place);
    if (run === undefined || run.stream.text() === '') return;
    if (waitingIn === run.fieldId) flush();
    if (run.stream.text() === '') return;
    run.stream.clear();
    if (run.told) settle(run.fieldId, reason);
    run.told = false;
  }

  /** The keyboard goes elsewhere. */
  function leave(): void {
    flush();
    for (const place of runs.keys()) endRun(place, 'blur');
    if (told !== null) settle(told.fieldId, 'blur');
    told = null;
  }

  function runIn(window: DesktopWindow): Run {
    const known = runs.get(window.place);
    if (known !== undefined) {
      known.at = surroundings(window);
      return known;
    }
    const run = {
      fieldId: `${window.place}|keys`,
      stream: createKeyStream(),
      at: surroundings(window),
      told: false,
    };
    runs.set(window.place, run);
    const oldest = runs.keys().next();
    if (runs.size > MOST_PLACES && oldest.done !== true) {
      endRun(oldest.value, 'blur');
      runs.delete(oldest.value);
    }
    return run;
  }

  /** Of the field that its program tells of, Enter alone counts. */
  function keyInTold(stroke: KeyStroke): void {
    if (stroke.key !== 'Enter' || told === null || told.place !== stroke.place) return;
    flush();
    settle(told.fieldId, 'enter');
  }

  function pressed(stroke: KeyStroke): void {
    const focused = input?.focused() ?? 'secret';
    if (focused === 'secret' || parts.worked()) return;
    if (focused === 'told') return keyInTold(stroke);
    const window = readable(stroke.place);
    if (window === null) return;
    const run = runIn(window);
    if (stroke.key === 'Enter') return endRun(window.place, 'enter');
    const before = run.stream.text();
    if (!run.stream.press(stroke.key, stroke.command)) return endRun(window.place, 'enter');
    const text = run.stream.text();
    if (text === before) return;
    run.told ||= mayBeTold(window, text);
    if (!run.told) return;
    schedule(run.fieldId, () => typedKeys(window.place, run));
  }

  function typedKeys(place: string, run: Run): AgentInput {
    const text = run.stream.text();
    // A run that is long enough is told first, then settled: what follows begins anew.
    if (run.stream.full()) queueMicrotask(() => endRun(place, 'enter'));
    return typed(run.fieldId, text, text.length, run.at);
  }

  function written(field: FieldText): void {
    if (input?.focused() !== 'told' || parts.worked()) return;
    const window = readable(field.place);
    if (window === null) return;
    const { fieldId } = field;
    if (told !== null && told.fieldId !== fieldId) {
      flush();
      settle(told.fieldId, 'blur');
    }
    told = { fieldId, place: window.place };
    const { text, caret } = around(field.text, field.caret);
    schedule(fieldId, () => typed(fieldId, text, caret, surroundings(window)));
  }

  function clicked(): void {
    if (parts.worked()) return;
    const window = readable(windows.front()?.place ?? null);
    if (window === null) return;
    endRun(window.place, 'enter');
    const now = clock.passed();
    if (now - stirredAt < POINTER_EVERY_MS) return;
    stirredAt = now;
    feed({ kind: 'stirred', at: surroundings(window) });
  }

  function fronted(): void {
    const window = windows.front();
    if (window?.place !== front) {
      leave();
      front = window?.place ?? null;
      caption = '';
    }
    const open = readable(front);
    if (open === null || open.title === caption) return;
    caption = open.title;
    feed({ kind: caption === '' ? 'stirred' : 'caption', at: surroundings(open) });
  }

  /** Another agent tells of the window in front from now on, or no longer does. */
  function handed(): void {
    const window = windows.front();
    if (window !== null && parts.joined(window.place)) leave();
    fronted();
  }

  function gone(place: string): void {
    if (told?.place === place || waitingIn === runs.get(place)?.fieldId) flush();
    runs.delete(place);
    if (told?.place === place) told = null;
    feed({ kind: 'gone', place });
  }

  const cancels: Cancel[] = [
    windows.onFront(fronted),
    windows.onGone(gone),
    parts.onJoined?.(handed) ?? ((): void => undefined),
    ...(input === null
      ? []
      : [input.onKey(pressed), input.onField(written), input.onPointer(clicked), input.onFocus(leave)]),
  ];
  fronted();
  return () => {
    drop();
    runs.clear();
    for (const cancel of cancels) cancel();
  };
}

/**
 * Whether what was typed can be no password. Pages ask for passwords, and a browser that does not say which of its fields
 * does so tells of sentences alone, from their third word on. Other programs say so, or do not ask.
 */
function mayBeTold(window: DesktopWindow, text: string): boolean {
  return !isBrowser(window) || PROSE.test(text);
}

/** How a window is told of. */
export function surroundings(window: DesktopWindow): Surroundings {
  return { place: window.place, application: window.application, title: window.title, url: null };
}

function typed(fieldId: string, text: string, caret: number, at: Surroundings): AgentInput {
  // The system does not say what a field is for; one for a secret is not told of at all.
  return { kind: 'typed', fieldId, field: TEXT_FIELD, text, caret, composing: false, at };
}

/** The part of a long text that is being written in. */
function around(text: string, caret: number): { readonly text: string; readonly caret: number } {
  const at = Math.min(Math.max(0, caret), text.length);
  if (text.length <= MAX_TEXT) return { text, caret: at };
  const from = Math.max(0, Math.min(at - MAX_TEXT / 2, text.length - MAX_TEXT));
  return { text: text.slice(from, from + MAX_TEXT), caret: at - from };
}
