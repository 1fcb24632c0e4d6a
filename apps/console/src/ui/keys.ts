import { useEffect, useRef } from 'react';

/** A command that answers `false` leaves the key to the browser. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => false | undefined | void>>;

/** True while the person types, or while a window lies over the page: then single keys are not commands. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.closest('[role="dialog"],[role="alertdialog"],[role="listbox"],[role="menu"]') !== null)
    return true;
  return target.matches('input:not([type="checkbox"]):not([type="radio"]),textarea,select');
}

/** Single-key commands of a page. With Ctrl, Alt or Meta held the browser keeps its own. */
export function useKeys(keys: KeyMap, enabled = true): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTyping(event.target))
        return;
      if (document.querySelector('[role="dialog"],[role="alertdialog"]') !== null) return;
      const command = latest.current[event.key];
      if (command === undefined) return;
      if (command(event) !== false) event.preventDefault();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [enabled]);
}
