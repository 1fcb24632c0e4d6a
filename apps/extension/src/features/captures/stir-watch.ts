/** Milliseconds between what is told of one page that moves. */
const EVERY_MS = 1000;

/**
 * Tells that a page is scrolled: at once, and after it came to rest. Nothing runs while it stands still.
 *
 * @returns ends it
 */
export function watchStirring(parts: {
  readonly window: Window;
  readonly alive: () => boolean;
  readonly send: (message: { readonly kind: 'stirred' }) => void;
}): () => void {
  const { window: view, alive, send } = parts;
  const stop = new AbortController();
  let timer: number | undefined;
  let again = false;

  function stirred(): void {
    if (timer !== undefined) {
      again = true;
      return;
    }
    if (view.document.visibilityState !== 'visible' || !alive()) return;
    again = false;
    send({ kind: 'stirred' });
    timer = view.setTimeout(() => {
      timer = undefined;
      if (again) stirred();
    }, EVERY_MS);
  }

  view.addEventListener('scroll', stirred, { capture: true, passive: true, signal: stop.signal });
  return () => {
    stop.abort();
    view.clearTimeout(timer);
  };
}
