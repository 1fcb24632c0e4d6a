import { KEPT_AGREEMENT_VEIL } from './features/agreements/veil.ts';
import { watchPageText } from './features/captures/page-text.ts';
import { watchStirring } from './features/captures/stir-watch.ts';
import { watchTyped } from './features/captures/typed-watch.ts';
import { KEPT_LOCK_VEIL } from './features/restrictions/veil.ts';
import { watchVeil } from './features/restrictions/overlay.ts';
import { createPageHost } from './platform/browser.ts';
import { createShown } from './platform/browser-pages.ts';

const host = createPageHost();
const parts = {
  window,
  alive: () => host.alive(),
  send: (message: object) => host.send(message),
  shadowRootOf: (element: HTMLElement) => host.shadowRootOf(element),
};

// Before all others: what it stops, nobody hears.
watchVeil({ window, shown: createShown(), alive: parts.alive, names: [KEPT_LOCK_VEIL, KEPT_AGREEMENT_VEIL] });
watchTyped(parts);
watchPageText(parts);
watchStirring(parts);
