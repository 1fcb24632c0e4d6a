import type { FocusedField, InputSource, KeyStroke } from '../contract/input.ts';
import type { WindowsApi } from './api.ts';
import { focusedField } from './focused-field.ts';
import type { Ui } from './ui.ts';
import type { SessionWindows } from './windows.ts';

export interface WindowsInput {
  readonly source: InputSource;
  /** In words for staff: what cannot be told here. */
  readonly gaps: readonly string[];
  close(): Promise<void>;
}

const GAPS: readonly string[] = Object.freeze([
  'On Windows, what is written in programs that draw their own fields is not read, because they do not say which of them asks for a password. In browsers the browser agent reads instead.',
]);

/**
 * Reads the keyboard of the session.
 * @returns null where the system refuses the hook
 */
export async function openInput(
  api: WindowsApi,
  ui: Ui,
  windows: Pick<SessionWindows, 'placeOf' | 'onLook' | 'front'>,
): Promise<WindowsInput | null> {
  const keys = new Set<(stroke: KeyStroke) => void>();
  const focuses = new Set<(focused: FocusedField) => void>();
  const pointers = new Set<() => void>();
  const hearings = new Set<() => void>();
  let hears = true;
  let last: FocusedField = judge();

  function judge(): FocusedField {
    if (windows.front()?.secret === true) return 'secret';
    const thread = api.GetWindowThreadProcessId(api.GetForegroundWindow(), [0]);
    return focusedField(api, thread) ?? 'keys';
  }
  function look(): void {
    const now = judge();
    if (now === last) return;
    last = now;
    for (const changed of focuses) changed(now);
  }

  const cancels = [
    windows.onLook(look),
    ui.on((told) => {
      if (told.tell === 'focus') look();
      if (told.tell === 'hears') {
        ({ hears } = told);
        for (const changed of hearings) changed();
      }
      if (told.tell === 'pointer') for (const pressed of pointers) pressed();
      if (told.tell !== 'key' || windows.front()?.secret === true) return;
      const stroke = { key: told.key, command: told.command, place: windows.placeOf(told.window) };
      for (const pressed of keys) pressed(stroke);
    }),
  ];
  const close = async (): Promise<void> => {
    for (const cancel of cancels) cancel();
    for (const listeners of [keys, focuses, pointers, hearings]) listeners.clear();
    await ui.ask({ do: 'read', on: false });
  };
  if (!(await ui.ask({ do: 'read', on: true }))) {
    await close();
    return null;
  }
  return {
    gaps: GAPS,
    close,
    source: {
      onKey: (pressed) => {
        keys.add(pressed);
        return () => keys.delete(pressed);
      },
      onField: () => () => undefined,
      onFocus: (changed) => {
        focuses.add(changed);
        return () => focuses.delete(changed);
      },
      onPointer: (pressed) => {
        pointers.add(pressed);
        return () => pointers.delete(pressed);
      },
      focused: () => {
        look();
        return last;
      },
      hearing: {
        now: () => hears,
        onChange: (changed) => {
          hearings.add(changed);
          return () => hearings.delete(changed);
        },
      },
    },
  };
}
