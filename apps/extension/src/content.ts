import { watchPageText } from './features/captures/page-text.ts';
import { watchStirring } from './features/captures/stir-watch.ts';
import { watchTyped } from './features/captures/typed-watch.ts';
import { createPageHost } from './platform/browser.ts';

const host = createPageHost();
const parts = {
  window,
  alive: () => host.alive(),
  send: (message: object) => host.send(message),
  shadowRootOf: (element: HTMLElement) => host.shadowRootOf(element),
};

watchTyped(parts);
watchPageText(parts);
watchStirring(parts);
