import { clockWords } from '@lapwing/agent-core/restriction-words.ts';
import type { Shown } from '../../platform/contract/host.ts';
import type { Veil } from './veil.ts';

const LOOK_MS = 250;

const EVENTS = [
  'keydown',
  'keypress',
  'keyup',
  'beforeinput',
  'input',
  'pointerdown',
  'pointerup',
  'mousedown',
  'mouseup',
  'click',
  'dblclick',
  'auxclick',
  'contextmenu',
  'touchend',
  'dragstart',
  'drop',
  'paste',
  'cut',
  'copy',
  'submit',
] as const;
/** A page with a listener for these scrolls less smoothly: it gets one only while it is covered. */
const MOVES = ['pointermove', 'mousemove', 'touchstart', 'touchmove', 'wheel', 'dragover'] as const;
const LISTENING = Object.freeze({ capture: true, passive: false });

function readVeil(kept: unknown): Veil | null {
  if (typeof kept !== 'object' || kept === null) return null;
  if (!('title' in kept) || typeof kept.title !== 'string') return null;
  if (!('words' in kept) || typeof kept.words !== 'string') return null;
  const until = 'until' in kept && typeof kept.until === 'number' ? kept.until : null;
  return { title: kept.title, words: kept.words, until };
}

/**
 * Lies over a page while the device is locked, for the moments before the lock itself is in front and for whoever gets
 * past it: in the browser's top layer, where no page reaches, with every key and pointer stopped. The page below keeps
 * its state.
 */
export function watchVeil(parts: {
  readonly window: Window;
  readonly shown: Shown;
  readonly alive: () => boolean;
  /** Under which veils are kept; the first that there is is shown. */
  readonly names: readonly string[];
}): void {
  const { window: view, shown, alive, names } = parts;
  const { document } = view;
  if (view.top !== view) return;
  let veil: Veil | null = null;
  let cover: HTMLElement | null = null;
  let time: HTMLElement | null = null;
  let timer: number | null = null;

  function holds(): boolean {
    return veil !== null && alive() && (veil.until === null || veil.until > Date.now());
  }

  function swallow(event: Event): void {
    if (!holds()) return;
    event.stopImmediatePropagation();
    if (event.cancelable) event.preventDefault();
  }

  function build(shownVeil: Veil): HTMLElement {
    const host = document.createElement('div');
    host.popover = 'manual';
    host.setAttribute('role', 'alertdialog');
    host.setAttribute('aria-label', `${shownVeil.title}. ${shownVeil.words}`);
    host.style.cssText =
      'all:initial;position:fixed;inset:0;width:100vw;height:100vh;max-width:none;max-height:none;margin:0;padding:0;border:0;z-index:2147483647;background:#14191f;color:#eef2f6';
    const root = host.attachShadow({ mode: 'closed' });
    const box = document.createElement('div');
    box.style.cssText =
      'position:absolute;inset:0;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:1rem;padding:1rem;overflow:auto;text-align:center;font:400 1.5rem/1.4 system-ui,sans-serif;overflow-wrap:anywhere';
    const line = (text: string, css: string): HTMLElement => {
      const element = document.createElement('div');
      element.textContent = text;
      element.dir = 'auto';
      element.style.cssText = css;
      box.append(element);
      return element;
    };
    line(shownVeil.title, 'font-size:2.25rem;font-weight:700');
    line(shownVeil.words, '');
    time = line('', 'font-size:3rem;font-weight:700;font-variant-numeric:tabular-nums');
    root.append(box);
    return host;
  }

  function isOnTop(host: HTMLElement): boolean {
    const at = document.elementFromPoint(view.innerWidth / 2, view.innerHeight / 2);
    return host.isConnected && at === host;
  }

  /** Back on top of whatever the page has put over it meanwhile. */
  function lift(host: HTMLElement): void {
    if (document.fullscreenElement !== null) document.exitFullscreen().catch(() => undefined);
    if (!host.isConnected) document.documentElement.append(host);
    try {
      if (host.matches(':popover-open')) host.hidePopover();
      host.showPopover();
    } catch {
      // Without a top layer it still lies over the page.
    }
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  function look(): void {
    if (veil === null || !holds()) {
      cover?.remove();
      cover = null;
      if (timer === null) return;
      view.clearInterval(timer);
      timer = null;
      for (const type of MOVES) view.removeEventListener(type, swallow, LISTENING);
      return;
    }
    cover ??= build(veil);
    if (time !== null) time.textContent = veil.until === null ? '' : clockWords(veil.until - Date.now());
    if (!isOnTop(cover)) lift(cover);
    if (timer !== null) return;
    timer = view.setInterval(look, LOOK_MS);
    for (const type of MOVES) view.addEventListener(type, swallow, LISTENING);
  }

  async function load(): Promise<void> {
    const kept = await Promise.all(names.map((name) => shown.kept(name)));
    const next = kept.map(readVeil).find((one) => one !== null) ?? null;
    if (JSON.stringify(next) !== JSON.stringify(veil)) {
      cover?.remove();
      cover = null;
    }
    veil = next;
    look();
  }

  for (const type of EVENTS) view.addEventListener(type, swallow, LISTENING);
  new MutationObserver(() => {
    if (cover !== null && !cover.isConnected && holds()) lift(cover);
  }).observe(document, { childList: true, subtree: false });
  for (const name of names) shown.onKept(name, () => void load());
  void load();
}
