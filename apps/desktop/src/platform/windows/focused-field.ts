import type { FocusedField } from '../contract/input.ts';
import { type Handle, textOf, type WindowsApi } from './api.ts';

const STYLE = -16;
const PASSWORD = 0x20;
/**
 * Classes of fields whose program tells by their style whether they ask for a password, and of those that never do: the
 * page of a word processor or a table. They are called after the system's own field by what is built upon it:
 * `RichEdit20W`, `WindowsForms10.EDIT.app.0.1a2b`, `TEdit`, `ThunderRT6TextBox`.
 */
const TELLING = /edit|textbox|scintilla|^_wwg$|^excel[0-9e<>]+$/iu;

/**
 * What is known of the field that has the keyboard. Programs that draw their fields themselves (browsers, and what is
 * made with their parts) do not say here which of them asks for a password: all of theirs count as secret, so that none
 * is ever read.
 * @returns null where no field has the keyboard
 */
export function focusedField(api: WindowsApi, thread: number): Exclude<FocusedField, 'told'> | null {
  const focus = focusOf(api, thread);
  if (focus === 0) return null;
  return TELLING.test(classOf(api, focus)) && (api.GetWindowLongPtrW(focus, STYLE) & PASSWORD) === 0
    ? 'keys'
    : 'secret';
}

/** The name of a window's kind, as its program registered it; empty where there is no such window. */
export function classOf(api: WindowsApi, window: Handle): string {
  const name = Buffer.alloc(512);
  return textOf(name, api.GetClassNameW(window, name, 256));
}

function focusOf(api: WindowsApi, thread: number): Handle {
  const info = { cbSize: api.sizeOf('GUITHREADINFO'), hwndFocus: 0 };
  return api.GetGUIThreadInfo(thread, info) ? info.hwndFocus : 0;
}
