import type { AgreementContent } from '@lapwing/protocol/features/agreements/content.ts';
import { sayOfNo } from '@lapwing/protocol/features/agreements/of-no.ts';
import type { OwnPageHost } from '../../platform/contract/own-page.ts';
import { ShownAgreement } from './messages.ts';

/** Keys and clicks that were meant for the page underneath come within this time. */
const UNAWARE_MS = 800;
const RIGHT_TO_LEFT = /^(?:ar|arc|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)(?:-|$)/i;

/** The page that asks for an agreement, over everything until it is answered. */
export function showAgreement(document: Document, host: OwnPageHost): void {
  const view = document.defaultView;
  if (view === null) return;
  let shown: NonNullable<ShownAgreement> | null = null;
  let since = 0;

  function part(name: string): HTMLElement {
    const found = document.querySelector<HTMLElement>(`#${name}`);
    if (found === null) throw new Error(`agreement.html has no #${name}`);
    return found;
  }

  function element(tag: string, text: string): HTMLElement {
    const made = document.createElement(tag);
    made.textContent = text;
    made.dir = 'auto';
    return made;
  }

  /** The bullet stands where the agreement's language has it; only the words go their own way. */
  function itemOf(text: string): HTMLElement {
    const item = document.createElement('li');
    item.append(element('bdi', text));
    return item;
  }

  function blocksOf({ blocks }: AgreementContent): HTMLElement[] {
    return blocks.map((block) => {
      if (block.kind === 'heading') return element('h2', block.text);
      if (block.kind === 'paragraph') return element('p', block.text);
      const list = document.createElement('ul');
      list.append(...block.items.map(itemOf));
      return list;
    });
  }

  function show(next: NonNullable<ShownAgreement>): void {
    if (JSON.stringify(next) === JSON.stringify(shown)) return;
    shown = next;
    since = host.now();
    const { content, schoolName, logo } = next;
    const text = part('text');
    const language = safeLanguage(content.language);
    document.title = `${content.title} - ${schoolName}`;
    part('school').textContent = schoolName;
    const mark = document.querySelector<HTMLImageElement>('header img');
    if (mark !== null) {
      mark.hidden = logo === null;
      if (logo !== null) mark.src = logo;
    }
    const main = part('main');
    main.lang = language;
    main.dir = RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr';
    part('title').textContent = content.title;
    const picture = document.querySelector<HTMLImageElement>('#picture');
    if (picture !== null) {
      picture.hidden = content.picture === null;
      picture.alt = content.picture?.alt ?? '';
      if (content.picture !== null) picture.src = content.picture.data;
    }
    text.replaceChildren(...blocksOf(content));
    part('agree').textContent = content.agreeLabel;
    part('decline').textContent = content.declineLabel;
    part('of-no').textContent = sayOfNo(next.ofNo);
    for (const name of ['agree', 'decline']) part(name).removeAttribute('disabled');
    main.hidden = false;
    part('title').focus();
  }

  async function load(): Promise<void> {
    const answer = ShownAgreement.safeParse(await host.ask({ kind: 'agreement-look' }));
    if (answer.success && answer.data !== null) show(answer.data);
    else host.close();
  }

  function answer(agree: boolean): void {
    if (shown === null || host.now() - since < UNAWARE_MS) return;
    const { id, version } = shown.content;
    for (const name of ['agree', 'decline']) part(name).toggleAttribute('disabled', true);
    host
      .ask({ kind: 'agreement-answer', id, version, agree })
      .then(load, () => host.close())
      .catch(() => host.close());
  }

  part('agree').addEventListener('click', () => answer(true));
  part('decline').addEventListener('click', () => answer(false));
  host.onTold(() => void load().catch(() => undefined));
  host.stayAwake();
  load().catch(() => host.close());
}

/** What browsers take as a language; English where it is none. */
function safeLanguage(language: string): string {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
}
