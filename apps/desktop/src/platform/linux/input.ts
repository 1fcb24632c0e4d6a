import type { Cancel } from '../contract/cancel.ts';
import type { FieldText, FocusedField, InputSource, KeyStroke } from '../contract/input.ts';
import type { Windows } from '../contract/windows.ts';
import { type Accessibility, joinAccessibility, type ToldField } from './accessibility.ts';
import { type BusAddress, joinBus } from './dbus/bus.ts';
import { composeOf } from './keyboard/compose-file.ts';
import { createComposer } from './keyboard/compose.ts';
import { type KeyDown, listenKeyboard } from './keyboard/listen.ts';
import { readStroke } from './keyboard/strokes.ts';
import { isSecretWindow, isTerminal } from './secret-windows.ts';
import { passwordAsked } from './terminal-prompt.ts';
import { type Lockers, watchLockers } from './lockers.ts';
import type { Display } from './x11/display.ts';

/** What X11's eyes on the keyboard hold. */
export interface X11Input {
  readonly source: InputSource;
  /** In words for staff: what cannot be told here. */
  readonly gaps: readonly string[];
  close(): void;
}

/** A toolkit says where the keyboard went a little after it went there: until then keys are kept back. */
const SETTLE_MS = 60;
/** After so long without a key, a terminal may ask for something else than before. */
const PAUSE_MS = 700;
const MOST_KEPT = 64;
/** Keys after which the keyboard may be in another field. */
const MOVING: ReadonlySet<string> = new Set(['Tab', 'Enter', 'Escape', 'F6', 'Meta', 'ContextMenu']);

/**
 * Reads the keyboard of an X session.
 * @param windows says which window has the keyboard
 * @param session the person's own bus; null where there is none
 * @returns null where the X server does not tell of keys
 */
export async function createInput(
  display: Display,
  windows: Pick<Windows, 'front' | 'onFront'>,
  session: BusAddress | null,
  options: { readonly wakeToolkits?: boolean } = {},
): Promise<X11Input | null> {
  const composer = createComposer(composeOf());
  const keyListeners = new Set<(stroke: KeyStroke) => void>();
  const fieldListeners = new Set<(field: FieldText) => void>();
  const focusListeners = new Set<(focused: FocusedField) => void>();
  const pointerListeners = new Set<() => void>();
  let accessibility: Accessibility | null = null;
  let last: FocusedField = 'keys';
  let kept: { readonly down: KeyDown; readonly place: string | null }[] = [];
  let settledAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const terminal = createTerminalWatch(() => {
    settle();
  });
  const bus = session === null ? null : await joinBus(session);
  let lockers: Lockers | null = null;

  /** The field that the toolkit tells of, when it is of the window that has the keyboard. */
  function toldField(): ToldField | null {
    const field = accessibility?.focused() ?? null;
    const pid = windows.front()?.pid ?? null;
    return field === null || (pid !== null && field.pid !== null && pid !== field.pid) ? null : field;
  }

  function judge(): FocusedField | 'asking' {
    const front = windows.front();
    if (lockers?.locked() === true || (front !== null && isSecretWindow(front))) return 'secret';
    const field = toldField();
    if (field?.kind === 'secret') return 'secret';
    if (field?.kind === 'asking') return 'asking';
    if (field?.kind === 'text') return 'told';
    if (front !== null && front.pid !== null && isTerminal(front)) return terminal.judge(front.pid);
    return 'keys';
  }

  /** Tells of another field, and lets go of the keys that waited to know where they belong. */
  function settle(): void {
    clearTimeout(timer);
    timer = undefined;
    const now = performance.now();
    const judged = judge();
    // Every question is answered or given up within a second, and settles again.
    if (judged === 'asking') return;
    if (judged !== last) {
      last = judged;
      composer.reset();
      for (const changed of focusListeners) changed(judged);
    }
    if (kept.length > 0 && now < settledAt) {
      later(settledAt - now);
      return;
    }
    const strokes = kept;
    kept = [];
    for (const { down, place } of strokes) tell(down, place);
  }

  function later(ms: number): void {
    timer ??= setTimeout(settle, ms);
  }

  function tell({ keymap, keycode, modifiers, group }: KeyDown, place: string | null): void {
    if (last === 'secret') return;
    const { key, command } = readStroke(keymap, composer, keycode, modifiers, group);
    for (const pressed of keyListeners) pressed({ key, command, place });
  }

  /** The keyboard may go elsewhere now. */
  function unsettle(): void {
    if (accessibility !== null) settledAt = performance.now() + SETTLE_MS;
    settle();
  }

  function key(down: KeyDown): void {
    const named = readStroke(down.keymap, IDLE_COMPOSER, down.keycode, down.modifiers, down.group).key;
    const front = windows.front();
    if (front?.pid !== undefined && front.pid !== null && isTerminal(front))
      terminal.key(front.pid, named === 'Enter');
    if (kept.length < MOST_KEPT) kept.push({ down, place: front?.place ?? null });
    settle();
    if (MOVING.has(named)) unsettle();
  }

  lockers = await watchLockers(display, bus, settle);
  const stop = await listenKeyboard(display, {
    key,
    button: () => {
      for (const pressed of pointerListeners) pressed();
      composer.reset();
      unsettle();
    },
  });
  if (stop === null) {
    lockers.close();
    bus?.close();
    return null;
  }
  accessibility =
    session === null
      ? null
      : await joinAccessibility(
          session,
          settle,
          (field, text) => {
            if (last !== 'told' || toldField()?.id !== field.id) return;
            const place = windows.front()?.place ?? null;
            for (const changed of fieldListeners) changed({ fieldId: field.id, place, ...text });
          },
          { wake: options.wakeToolkits ?? false },
        );
  let place = windows.front()?.place ?? null;
  const stopFront = windows.onFront(() => {
    const now = windows.front()?.place ?? null;
    // A window that is only called otherwise is the same one.
    if (now === place) {
      settle();
      return;
    }
    place = now;
    // Whether they were for a secret field was not known yet, and cannot be any more: they are not read.
    kept = [];
    composer.reset();
    terminal.reset();
    accessibility?.seek(windows.front()?.pid ?? null);
    unsettle();
  });
  accessibility?.seek(windows.front()?.pid ?? null);
  settle();

  return {
    source: {
      onKey: (pressed) => listen(keyListeners, pressed),
      onField: (changed) => listen(fieldListeners, changed),
      onFocus: (changed) => listen(focusListeners, changed),
      onPointer: (pressed) => listen(pointerListeners, pressed),
      focused: () => last,
    },
    gaps: [
      ...(accessibility === null
        ? [
            'No accessibility bus in this session: programs do not say which field is for a password, and text that an input method composes is not seen.',
          ]
        : []),
      'Browsers say which field is for a password only while assistive technology is on. Without it, and without the extension in that window, sentences are read and shorter text is not.',
      'A password asked for by another computer, or within screen, tmux or another program that fills a terminal, cannot be told from other text.',
    ],
    close: () => {
      clearTimeout(timer);
      kept = [];
      stop();
      stopFront();
      lockers.close();
      bus?.close();
      accessibility?.close();
      for (const all of [keyListeners, fieldListeners, focusListeners, pointerListeners]) all.clear();
    },
  };
}

/** For looking at a key without beginning or ending a sequence. */
const IDLE_COMPOSER = Object.freeze({
  press: () => ({ kind: 'itself' as const }),
  reset: () => undefined,
});

function listen<T>(listeners: Set<T>, listener: T): Cancel {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

interface TerminalWatch {
  /** A key went down in the terminal of a process. */
  readonly key: (pid: number, enter: boolean) => void;
  readonly judge: (pid: number) => 'secret' | 'keys' | 'asking';
  readonly reset: () => void;
}

/**
 * Looks whether a terminal asks for a password: at the first key after Enter, after a pause and in another window, which
 * is when a prompt can have come; not at each key, since every look starts a program.
 */
function createTerminalWatch(known: () => void): TerminalWatch {
  let verdict: 'secret' | 'keys' | 'asking' = 'keys';
  let fresh = true;
  let lastKey = 0;
  let asked = 0;

  async function look(pid: number): Promise<void> {
    asked += 1;
    const own = asked;
    verdict = 'asking';
    const hidden = await passwordAsked(pid);
    if (own !== asked) return;
    verdict = hidden ? 'secret' : 'keys';
    known();
  }

  return {
    key: (pid, enter) => {
      const now = performance.now();
      const due = fresh || now - lastKey > PAUSE_MS;
      lastKey = now;
      // Enter ends a line; what asks for the next one is not there yet.
      fresh = enter;
      if (due && verdict !== 'asking') void look(pid);
    },
    judge: () => verdict,
    reset: () => {
      asked += 1;
      verdict = 'keys';
      fresh = true;
    },
  };
}
