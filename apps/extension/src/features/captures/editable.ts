const BLOCKS: ReadonlySet<string> = new Set([
  'ADDRESS',
  'ARTICLE',
  'BLOCKQUOTE',
  'DD',
  'DIV',
  'DT',
  'FIGCAPTION',
  'H1',
  'H2',
  'H3',
  'H4',
  'H5',
  'H6',
  'LI',
  'P',
  'PRE',
  'SECTION',
  'TD',
  'TH',
]);

/** The outermost element of the editor that `element` is part of; null when it cannot be edited. */
export function editingHost(element: HTMLElement): HTMLElement | null {
  if (!element.isContentEditable) return null;
  let host = element;
  for (let parent = host.parentElement; parent?.isContentEditable === true; parent = parent.parentElement)
    host = parent;
  return host;
}

/** The paragraph of the editor that holds the caret, its text, and where in it the caret is. */
export function editedBlock(
  host: HTMLElement,
  most: number,
): { block: Element; text: string; caret: number } {
  const caretAt = caretIn(host);
  const block = caretAt === null ? host : blockAround(caretAt.node, host);
  const text = plainText(block, null).slice(0, most);
  if (caretAt === null) return { block, text, caret: text.length };
  const caret = plainText(block, caretAt).length;
  return { block, text, caret: Math.min(caret, text.length) };
}

interface Caret {
  readonly node: Node;
  readonly offset: number;
}

function caretIn(host: HTMLElement): Caret | null {
  const root = host.getRootNode();
  const selection = host.ownerDocument.getSelection();
  if (selection === null) return null;
  if (root instanceof ShadowRoot) {
    const [range] = selection.getComposedRanges({ shadowRoots: [root] });
    if (range === undefined || !host.contains(range.endContainer)) return null;
    return { node: range.endContainer, offset: range.endOffset };
  }
  const { focusNode, focusOffset } = selection;
  return focusNode !== null && host.contains(focusNode) ? { node: focusNode, offset: focusOffset } : null;
}

function blockAround(node: Node, host: HTMLElement): Element {
  for (let at: Node | null = node; at !== null && at !== host; at = at.parentNode)
    if (at instanceof Element && BLOCKS.has(at.tagName)) return at;
  return host;
}

/** Text with line breaks where the editor shows them, up to `until` if given. */
function plainText(block: Element, until: Caret | null): string {
  let text = '';
  let done = false;

  function visit(node: Node): void {
    if (done) return;
    if (node.nodeType === Node.TEXT_NODE) {
      const data = node.nodeValue ?? '';
      if (until?.node === node) {
        text += data.slice(0, until.offset);
        done = true;
      } else text += data;
      return;
    }
    if (!(node instanceof Element)) return;
    if (node.tagName === 'BR') text += '\n';
    else if (node !== block && BLOCKS.has(node.tagName) && text !== '' && !text.endsWith('\n')) text += '\n';
    let index = 0;
    for (const child of node.childNodes) {
      if (until?.node === node && until.offset === index) {
        done = true;
        return;
      }
      visit(child);
      if (done) return;
      index += 1;
    }
    if (until?.node === node) done = true;
  }

  visit(block);
  return text.replaceAll('\u00a0', ' ');
}
