import { fieldExclusion } from '@lapwing/agent-core/field-exclusion.ts';
import { editedBlock, editingHost } from './editable.ts';
import { createKeyStream, type KeyStream } from '@lapwing/agent-core/key-stream.ts';
import type { PageMessage } from './messages.ts';
import { createSecretFields, describeField } from './secret-fields.ts';

/** Keys that come faster than this are told together. */
const TOGETHER_MS = 40;
const MAX_TEXT = 50_000;

type TextField = HTMLInputElement | HTMLTextAreaElement;

/**
 * Tells what is typed in this document, wherever the field is. Listens on the window before the page's own scripts
 * are there, so that a page can neither see it nor stop an event before it.
 */
export function watchTyped(parts: {
  readonly window: Window;
  readonly alive: () => boolean;
  readonly send: (message: PageMessage) => void;
  readonly shadowRootOf: (element: HTMLElement) => ShadowRoot | null;
}): () => void {
  const { window: view, alive, send, shadowRootOf } = parts;
  const secrets = createSecretFields();
  const numbers = new WeakMap<Element, number>();
  const blocks = new WeakMap<Element, { block: Element; text: string }>();
  /** Keys of each editor, with its text as it stood before them: where that stays the same, the keys are all there is. */
  const streams = new WeakMap<Element, { stream: KeyStream; before: string }>();
  const stop = new AbortController();
  let next = 0;
  let waiting: HTMLElement | null = null;
  let timer: number | undefined;
  /** The field in which an input method has text that is not committed. */
  let composing: HTMLElement | null = null;
  let held = { text: '', caret: 0 };

  function numberOf(element: Element): number {
    const known = numbers.get(element);
    if (known !== undefined) return known;
    next += 1;
    numbers.set(element, next);
    return next;
  }

  /** The element that has the caret, however deep in shadow roots; null when it takes no text. */
  function fieldOf(event: Event): HTMLElement | null {
    let element: EventTarget | null = event.composedPath()[0] ?? event.target;
    for (let depth = 0; depth < 30 && element instanceof HTMLElement; depth += 1) {
      const root: ShadowRoot | null = isTextField(element) ? null : shadowRootOf(element);
      if (root === null) break;
      secrets.watch(root);
      const inside: Element | null = root.activeElement;
      if (inside === null) break;
      element = inside;
    }
    if (!(element instanceof HTMLElement)) return null;
    if (isTextField(element)) return element;
    return editingHost(element);
  }

  function isReadable(field: HTMLElement): boolean {
    secrets.watch(view.document);
    const root = field.getRootNode();
    if (root instanceof ShadowRoot) secrets.watch(root);
    return fieldExclusion(describeField(field, secrets.isSecret(field))) === null;
  }

  function changed(event: Event): void {
    if (!event.isTrusted || !alive()) return;
    const field = fieldOf(event);
    if (field === null) return;
    if (event instanceof InputEvent && event.isComposing) composes(field);
    else came(field);
  }

  /** Only what an input method has committed is text; what was typed just before it is told. */
  function composes(field: HTMLElement): void {
    if (composing === field) return;
    if (waiting === field && isTextField(field) && isReadable(field)) tell(field, held);
    waiting = null;
    composing = field;
  }

  /**
   * Not every browser marks the end of a composition as trusted, so it counts only where one was seen to go on;
   * its beginning is not listened to, since a page that forged it could hide what is typed.
   */
  function composed(committed = ''): void {
    const field = composing;
    if (field === null || !alive()) return;
    if (!isTextField(field) && committed !== '' && !keptSecret(field)) keysOf(field).stream.insert(committed);
    came(field);
  }

  function came(field: HTMLElement): void {
    composing = null;
    if (waiting !== null && waiting !== field) flush();
    if (
      waiting === field &&
      isTextField(field) &&
      field.value.length < held.text.length - 1 &&
      isReadable(field)
    )
      tell(field, held);
    schedule(field);
    // Read at once: a page may empty the field before the keys that came together are told.
    if (isTextField(field)) held = textOf(field);
  }

  function schedule(field: HTMLElement): void {
    if (waiting !== null && waiting !== field) flush();
    waiting = field;
    timer ??= view.setTimeout(flush, TOGETHER_MS);
  }

  function flush(): void {
    view.clearTimeout(timer);
    timer = undefined;
    const field = waiting;
    waiting = null;
    if (field === null || !alive() || !isReadable(field)) return;
    tell(field, isTextField(field) ? textOf(field) : writtenIn(field));
  }

  function tell(field: HTMLElement, read: { readonly text: string; readonly caret: number }): void {
    send({
      kind: 'typed',
      field: numberOf(field),
      description: describeField(field, false),
      text: read.text,
      caret: read.caret,
    });
  }

  /** An editor's paragraph with the caret; going on to another settles the one before. */
  function blockOf(host: HTMLElement): { text: string; caret: number } {
    const { block, text, caret } = editedBlock(host, MAX_TEXT);
    const before = blocks.get(host);
    // Some editors make their paragraphs anew at every key: the same text going on is the same paragraph.
    const goesOn = before !== undefined && (text.startsWith(before.text) || before.text.startsWith(text));
    if (before !== undefined && before.block !== block && !goesOn) settle(host, 'enter');
    blocks.set(host, { block, text });
    return { text, caret };
  }

  /** An editor's paragraph, or the keys that went into it when it keeps none of them. */
  function writtenIn(host: HTMLElement): { text: string; caret: number } {
    const keys = streams.get(host);
    const block = blockOf(host);
    if (keys === undefined || keys.stream.text() === '') return block;
    if (block.text !== keys.before) {
      keys.stream.clear();
      keys.before = block.text;
      return block;
    }
    const text = keys.stream.text();
    if (keys.stream.full()) {
      // Told first, then settled: the run that follows begins anew.
      view.queueMicrotask(() => endRun(host));
    }
    return { text, caret: text.length };
  }

  function keysOf(host: HTMLElement): { stream: KeyStream; before: string } {
    const known = streams.get(host);
    if (known !== undefined) return known;
    const made = { stream: createKeyStream(), before: editedBlock(host, MAX_TEXT).text };
    streams.set(host, made);
    return made;
  }

  /** The caret has gone elsewhere, or enough has come: what is typed next does not belong to what was typed before. */
  function endRun(host: HTMLElement): void {
    const keys = streams.get(host);
    if (keys === undefined || keys.stream.text() === '') return;
    if (waiting === host) flush();
    if (keys.stream.text() === '') return;
    keys.stream.clear();
    settle(host, 'enter');
  }

  /** Of a secret field no key is remembered, not even until a page gives it another name. */
  function keptSecret(host: HTMLElement): boolean {
    if (isReadable(host)) return false;
    streams.get(host)?.stream.clear();
    return true;
  }

  function streamKey(host: HTMLElement, event: KeyboardEvent): void {
    if (keptSecret(host)) return;
    const control = (event.ctrlKey || event.metaKey) && !event.getModifierState('AltGraph');
    if (!keysOf(host).stream.press(event.key, control)) return endRun(host);
    schedule(host);
  }

  /** Text that reaches an editor by other means than keys. */
  function streamText(event: Event, text: string): void {
    if (!event.isTrusted || !alive() || text === '') return;
    const field = fieldOf(event);
    if (field === null || isTextField(field) || keptSecret(field)) return;
    keysOf(field).stream.insert(text);
    schedule(field);
  }

  function settle(field: HTMLElement, reason: 'blur' | 'enter' | 'submit'): void {
    const number = numbers.get(field);
    if (number !== undefined && alive()) send({ kind: 'settled', field: number, reason });
  }

  function left(event: FocusEvent): void {
    composed();
    const field = fieldOf(event) ?? waiting;
    flush();
    if (field !== null) settle(field, 'blur');
  }

  function pressed(event: KeyboardEvent): void {
    if (!event.isTrusted || event.isComposing || !alive()) return;
    const field = fieldOf(event);
    if (field === null) return;
    if (event.key !== 'Enter') {
      if (!isTextField(field)) streamKey(field, event);
      return;
    }
    // Before the page acts on Enter, which often empties the field.
    if (waiting === field) flush();
    if (field instanceof HTMLInputElement || !event.shiftKey) settle(field, 'enter');
    streams.get(field)?.stream.clear();
  }

  function submitted(event: SubmitEvent): void {
    flush();
    if (!(event.target instanceof HTMLFormElement)) return;
    for (const element of event.target.elements)
      if (element instanceof HTMLElement && numbers.has(element)) settle(element, 'submit');
  }

  const options = { capture: true, passive: true, signal: stop.signal } as const;
  view.addEventListener('input', changed, options);
  view.addEventListener('compositionend', (event) => composed(event.data), options);
  view.addEventListener('change', changed, options);
  view.addEventListener('focusin', (event) => void fieldOf(event), options);
  view.addEventListener('focusout', left, options);
  view.addEventListener('keydown', pressed, options);
  view.addEventListener(
    'paste',
    (event) => streamText(event, event.clipboardData?.getData('text/plain') ?? ''),
    options,
  );
  view.addEventListener('submit', submitted, options);
  view.addEventListener('pagehide', flush, options);
  secrets.watch(view.document);
  return () => {
    stop.abort();
    view.clearTimeout(timer);
  };
}

function isTextField(element: Element): element is TextField {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

function textOf(field: TextField): { text: string; caret: number } {
  const { value } = field;
  // Fields of some types have no selection and say null.
  const caret = field.selectionEnd ?? value.length;
  if (value.length <= MAX_TEXT) return { text: value, caret };
  const from = Math.max(0, Math.min(caret - MAX_TEXT / 2, value.length - MAX_TEXT));
  return { text: value.slice(from, from + MAX_TEXT), caret: caret - from };
}
