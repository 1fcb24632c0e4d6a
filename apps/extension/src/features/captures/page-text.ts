import type { PageMessage } from './messages.ts';

const CHUNK = 6000;
const MAX_PAGE = 600_000;
const AFTER_CHANGE_MS = 400;
const SLICE_MS = 8;
const MAX_SEEN = 4000;
const SKIPPED: ReadonlySet<string> = new Set([
  'SCRIPT',
  'STYLE',
  'NOSCRIPT',
  'TEMPLATE',
  'INPUT',
  'TEXTAREA',
  'SELECT',
  'OPTION',
  'DATALIST',
  'HEAD',
  'TITLE',
  'IFRAME',
  'OBJECT',
  'CANVAS',
  'VIDEO',
  'AUDIO',
  'SVG',
  'svg',
  'MATH',
  'math',
]);
const INLINE: ReadonlySet<string> = new Set([
  'A',
  'ABBR',
  'B',
  'BDI',
  'BDO',
  'CITE',
  'CODE',
  'DATA',
  'DEL',
  'DFN',
  'EM',
  'FONT',
  'I',
  'INS',
  'KBD',
  'LABEL',
  'MARK',
  'Q',
  'S',
  'SAMP',
  'SLOT',
  'SMALL',
  'SPAN',
  'STRONG',
  'SUB',
  'SUP',
  'TIME',
  'U',
  'VAR',
  'WBR',
]);

/**
 * Tells the text that can be seen on a page: all of it when it is there, later only what was added. Works when
 * the browser is idle and stops at a bound, so that a long page costs no more than a long page.
 */
export function watchPageText(parts: {
  readonly window: Window;
  readonly alive: () => boolean;
  readonly send: (message: PageMessage) => void;
  readonly shadowRootOf: (element: HTMLElement) => ShadowRoot | null;
}): () => void {
  const { window: view, alive, send, shadowRootOf } = parts;
  const { document } = view;
  const pending = new Set<Node>();
  const seen = new Set<string>();
  let sent = 0;
  let stopped = false;
  let scheduled = false;

  const observer = new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === 'characterData') {
        const parent = record.target.parentElement;
        if (parent !== null) pending.add(parent);
      } else if (record.type === 'attributes') pending.add(record.target);
      else for (const added of record.addedNodes) pending.add(added);
    }
    if (pending.size > 0) schedule();
  });

  function observe(root: Node): void {
    observer.observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: ['hidden', 'open', 'aria-expanded'],
    });
  }

  function schedule(): void {
    if (scheduled || stopped) return;
    scheduled = true;
    view.setTimeout(() => view.requestIdleCallback(run, { timeout: 2000 }), AFTER_CHANGE_MS);
  }

  function run(): void {
    scheduled = false;
    if (stopped) return;
    if (!alive() || sent >= MAX_PAGE) {
      stop();
      return;
    }
    const until = view.performance.now() + SLICE_MS;
    const roots = [...pending];
    pending.clear();
    let lines = '';
    const work: Node[] = roots.filter((root) => root.isConnected && !isUnseen(root)).toReversed();
    let line = '';
    const endLine = (): void => {
      const clean = line.replace(/\s+/g, ' ').trim();
      line = '';
      if (clean === '' || seen.has(clean)) return;
      if (clean.length > 20) remember(clean);
      lines += `${clean}\n`;
      if (lines.length >= CHUNK) flush();
    };
    const flush = (): void => {
      for (let from = 0; from < lines.length; from += 4 * CHUNK)
        send({ kind: 'page-text', text: lines.slice(from, from + 4 * CHUNK) });
      sent += lines.length;
      lines = '';
    };
    for (let node = work.pop(); node !== undefined; node = work.pop()) {
      if (node === LINE_END) {
        endLine();
        // Between two lines the browser gets its turn.
        if (view.performance.now() > until) {
          for (const left of work) if (left !== LINE_END) pending.add(left);
          break;
        }
        continue;
      }
      if (node.nodeType === Node.TEXT_NODE) {
        line += node.nodeValue ?? '';
        continue;
      }
      if (node.nodeType === Node.ELEMENT_NODE && !enter(node)) continue;
      const block = !(node instanceof Element) || !INLINE.has(node.tagName);
      if (block) {
        endLine();
        work.push(LINE_END);
      }
      const shadow = node instanceof HTMLElement ? shadowOf(node) : null;
      for (let child = node.lastChild; child !== null; child = child.previousSibling) work.push(child);
      if (shadow !== null) work.push(shadow);
    }
    endLine();
    if (lines !== '') flush();
    if (pending.size > 0) schedule();
  }

  function enter(node: Node): boolean {
    if (!(node instanceof Element)) return true;
    if (SKIPPED.has(node.tagName)) return false;
    if (node instanceof HTMLElement && node.isContentEditable) return false;
    return node.tagName === 'SLOT' || node.tagName === 'BODY' || isShown(node);
  }

  function shadowOf(element: HTMLElement): ShadowRoot | null {
    // Asking costs; only these can have one that is closed, and the usual ones are custom elements.
    const root = element.shadowRoot ?? (element.localName.includes('-') ? shadowRootOf(element) : null);
    if (root !== null) observe(root);
    return root;
  }

  function remember(text: string): void {
    seen.add(text);
    if (seen.size <= MAX_SEEN) return;
    const oldest = seen.values().next();
    if (oldest.done !== true) seen.delete(oldest.value);
  }

  function begin(): void {
    if (stopped) return;
    pending.add(document.body ?? document.documentElement);
    observe(document);
    schedule();
  }

  function stop(): void {
    stopped = true;
    observer.disconnect();
    pending.clear();
  }

  if (document.readyState === 'loading')
    document.addEventListener('DOMContentLoaded', begin, { once: true, capture: true });
  else begin();
  return stop;
}

/** Stands for the end of a block among the nodes that are still to be visited. */
const LINE_END: Node = new Comment();

function isShown(element: Element): boolean {
  // An element with `display: contents` has no box and may still have children that are seen.
  return (
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ||
    getComputedStyle(element).display === 'contents'
  );
}

/** True for a node within something whose text is not looked at or not seen. */
function isUnseen(node: Node): boolean {
  for (let at = node instanceof Element ? node : node.parentElement; at !== null; at = at.parentElement)
    if (SKIPPED.has(at.tagName) || (at instanceof HTMLElement && at.isContentEditable)) return true;
  const element = node instanceof Element ? node : node.parentElement;
  return element !== null && element.tagName !== 'BODY' && !isShown(element);
}
