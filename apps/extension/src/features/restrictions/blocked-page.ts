import { byWords, untilWords } from '@lapwing/agent-core/restriction-words.ts';
import type { OwnPageHost } from '../../platform/contract/own-page.ts';
import { AskOutcome, BlockedShown, ControlChanged } from './messages.ts';
import { askWords, closedWords } from './words.ts';

const LOOK_EVERY_MS = 3000;
/** The worker hears which page was closed at the same time as this page begins. */
const FIRST_TRIES_MS = [0, 150, 400] as const;

type Closed = Extract<BlockedShown, { kind: 'closed' }>;

/** The page that stands for one that is closed: why, until when, and how to ask for it. */
export function showBlocked(document: Document, host: OwnPageHost): void {
  const view = document.defaultView;
  if (view === null) return;
  let shown = '';
  let tries = 0;

  function part(id: string): HTMLElement {
    const found = document.querySelector<HTMLElement>(`#${id}`);
    if (found === null) throw new Error(`blocked.html has no #${id}`);
    return found;
  }

  /** Only what changed is written, so that a screen reader hears a change once and nothing else. */
  function write(id: string, text: string | null): void {
    const element = part(id);
    element.hidden = text === null || text === '';
    if (element.textContent !== (text ?? '')) element.textContent = text ?? '';
  }

  function remembered(): string | null {
    const state: unknown = view?.history.state;
    const has = typeof state === 'object' && state !== null && 'url' in state;
    return has && typeof state.url === 'string' ? state.url : null;
  }

  function frame(schoolName: string | null, logo: string | null, title: string): void {
    write('school', schoolName ?? 'Your school');
    write('title', title);
    document.title = `${title} - ${schoolName ?? 'Lapwing'}`;
    const picture = document.querySelector('img');
    if (picture === null) return;
    picture.hidden = logo === null;
    if (logo !== null && picture.src !== logo) picture.src = logo;
  }

  function showClosed(closed: Closed): void {
    // For after a restart of the browser, when the worker does not know any more. Only pages of the extension can set it.
    if (closed.url !== null) view?.history.replaceState({ url: closed.url }, '');
    frame(closed.schoolName, closed.logo, 'This page is closed');
    write('site', closed.host);
    write('why', closedWords(closed));
    write('words', closed.words);
    write('by', byWords(closed.by));
    write('until', untilWords(closed.until, host.now()));
    const { ask } = closed;
    const open = ask !== null && ['waiting', 'coming'].includes(ask.state);
    part('asking').hidden = !closed.mayAsk || open || closed.url === null;
    part('ask').toggleAttribute('disabled', !closed.connected);
    write(
      'offline',
      closed.mayAsk && !closed.connected
        ? 'You can ask when this device is connected to the school again.'
        : null,
    );
    write('answer', ask === null ? null : askWords(ask, host.now()));
    part('again').hidden = closed.why !== 'unknown';
    showHelp(closed.help);
  }

  function showHelp(help: Closed['help']): void {
    const list = part('help');
    list.hidden = help.length === 0;
    const links = part('help-sites');
    links.replaceChildren(
      ...help.map(({ name, url, how }) => {
        const item = document.createElement('li');
        const link = document.createElement('a');
        link.href = url;
        link.textContent = name;
        item.append(link, ` ${how}`);
        return item;
      }),
    );
  }

  function show(next: BlockedShown): void {
    const print = JSON.stringify(next);
    if (next.kind === 'open') {
      leave(next.url);
      return;
    }
    if (print === shown) return;
    shown = print;
    part('closed').hidden = next.kind !== 'closed';
    if (next.kind === 'closed') showClosed(next);
    else if (next.kind === 'locked') frame(next.schoolName, null, 'Your screen is locked');
    else frame(next.schoolName, null, 'Nothing is closed here');
    part('nothing').hidden = next.kind !== 'nothing';
    part('main').hidden = false;
  }

  function leave(url: string | null): void {
    // Never what would run in this page.
    if (url !== null && /^https?:\/\//i.test(url)) host.leaveFor(url);
  }

  async function look(): Promise<void> {
    const reply = BlockedShown.safeParse(await host.ask({ kind: 'blocked-look', remembered: remembered() }));
    if (!reply.success) return;
    const wait = reply.data.kind === 'nothing' ? FIRST_TRIES_MS[tries] : undefined;
    if (wait === undefined) {
      show(reply.data);
      return;
    }
    tries += 1;
    view?.setTimeout(lookQuietly, wait);
  }

  function lookQuietly(): void {
    look().catch(() => undefined);
  }

  async function ask(): Promise<void> {
    const field = document.querySelector('textarea');
    part('ask').toggleAttribute('disabled', true);
    const outcome = AskOutcome.safeParse(
      await host.ask({ kind: 'blocked-ask', words: field?.value.trim().slice(0, 300) ?? '' }),
    );
    part('ask').toggleAttribute('disabled', false);
    if (!outcome.success || !outcome.data.asked) {
      // What was written stays.
      write('offline', 'That did not reach the school. Try again in a moment.');
      return;
    }
    if (field !== null) field.value = '';
    shown = '';
    await look();
    part('answer').focus();
  }

  part('asking').addEventListener('submit', (event) => {
    event.preventDefault();
    ask().catch(() => {
      part('ask').toggleAttribute('disabled', false);
      write('offline', 'That did not reach the school. Try again in a moment.');
    });
  });
  part('again').addEventListener('click', () => {
    const url = remembered();
    leave(url);
  });
  host.onTold((message) => {
    if (ControlChanged.safeParse(message).success) lookQuietly();
  });
  document.addEventListener('visibilitychange', lookQuietly);
  view.setInterval(() => {
    if (document.visibilityState === 'visible') lookQuietly();
  }, LOOK_EVERY_MS);
  lookQuietly();
}
