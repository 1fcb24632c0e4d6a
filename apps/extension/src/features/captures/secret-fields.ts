import type { FieldDescription } from '@lapwing/agent-core/field-exclusion.ts';

const MOST_NAMES = 12;

export interface SecretFields {
  /** Looks for password fields in this part of the page from now on; again for the same part is harmless. */
  watch(root: Document | ShadowRoot): void;
  /** True if the element is or was a password field, or took the place of one. */
  isSecret(element: Element): boolean;
}

/**
 * Remembers every field that was a password field at any time since the page was opened, so that a button that
 * shows the password, by changing the field or by putting another in its place, changes nothing.
 */
export function createSecretFields(): SecretFields {
  const secret = new WeakSet<Element>();
  const names = new Set<string>();
  const watched = new WeakSet<Node>();

  function remember(element: Element): void {
    secret.add(element);
    for (const name of marksOf(element)) names.add(name);
  }

  function rememberIn(node: Node): void {
    if (!(node instanceof Element) && !(node instanceof Document) && !(node instanceof DocumentFragment))
      return;
    if (node instanceof Element && isPassword(node)) remember(node);
    for (const found of node.querySelectorAll('input[type="password" i]')) remember(found);
  }

  const observer = new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === 'attributes') {
        const { target, oldValue } = record;
        if (target instanceof Element && (oldValue?.toLowerCase() === 'password' || isPassword(target)))
          remember(target);
      }
      for (const added of record.addedNodes) rememberIn(added);
    }
  });

  return {
    watch(root) {
      if (watched.has(root)) return;
      watched.add(root);
      rememberIn(root);
      observer.observe(root, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeOldValue: true,
        attributeFilter: ['type'],
      });
    },
    isSecret(element) {
      // What changed in this very turn has not been told to the observer yet.
      for (const record of observer.takeRecords())
        if (record.type === 'attributes' && record.oldValue?.toLowerCase() === 'password') {
          if (record.target instanceof Element) remember(record.target);
        } else for (const added of record.addedNodes) rememberIn(added);
      if (isPassword(element)) remember(element);
      return secret.has(element) || marksOf(element).some((mark) => names.has(mark)) || isMasked(element);
    },
  };
}

function isPassword(element: Element): boolean {
  return element instanceof HTMLInputElement && element.type === 'password';
}

/** Fields without names are told apart by themselves alone. */
function marksOf(element: Element): string[] {
  if (!(element instanceof HTMLInputElement)) return [];
  return [
    element.name === '' ? '' : `name:${element.name}`,
    element.id === '' ? '' : `id:${element.id}`,
  ].filter((mark) => mark !== '');
}

/** Text that the page shows as dots is a secret whatever the field is called. */
function isMasked(element: Element): boolean {
  const masked = getComputedStyle(element).getPropertyValue('-webkit-text-security');
  return masked !== '' && masked !== 'none';
}

/** What the rules of exclusion want to know of a field. */
export function describeField(element: HTMLElement, secret: boolean): FieldDescription {
  const input = element instanceof HTMLInputElement ? element : null;
  const area = element instanceof HTMLTextAreaElement ? element : null;
  const names = [
    input?.name ?? area?.name ?? '',
    element.id,
    element.getAttribute('aria-label') ?? '',
    element.getAttribute('placeholder') ?? '',
    element.getAttribute('title') ?? '',
    ...labelsOf(element),
  ];
  return {
    element: input !== null ? 'input' : area !== null ? 'textarea' : 'editable',
    type: input?.type.slice(0, 40) ?? '',
    wasPassword: secret,
    autocomplete: (element.getAttribute('autocomplete') ?? '').slice(0, 500),
    inputMode: (element.getAttribute('inputmode') ?? '').slice(0, 40),
    maxLength: input !== null && input.maxLength >= 0 ? input.maxLength : null,
    names: names
      .filter((name) => name.trim() !== '')
      .map((name) => name.slice(0, 400))
      .slice(0, MOST_NAMES),
  };
}

function labelsOf(element: HTMLElement): string[] {
  const labels =
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
      ? [...(element.labels ?? [])].map((label) => label.textContent)
      : [];
  const root = element.getRootNode();
  const described = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter((id) => id !== '');
  if (root instanceof Document || root instanceof ShadowRoot)
    for (const id of described.slice(0, 4)) labels.push(root.getElementById(id)?.textContent ?? '');
  return labels;
}
