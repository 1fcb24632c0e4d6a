import { consoleOf, propertiesOf, wordsFor } from '@lapwing/agent-core/device-words.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { watchedWords } from '@lapwing/agent-core/watched-words.ts';
import type { PopupHost } from '../../platform/contract/host.ts';
import { EnrolAnswer, type StatusReply, StatusReply as StatusReplySchema } from './messages.ts';

const LOOK_EVERY_MS = 1000;

/**
 * The popup: that this device is monitored, by whom, how it stands; and the form to set it up.
 *
 * @param others show a status in the parts of the popup that other features fill
 */
export function showPopup(
  document: Document,
  host: PopupHost,
  others: readonly ((status: AgentStatus) => void)[],
): void {
  const view = document.defaultView;
  if (view === null) return;
  const monitored = part('monitored');
  const state = part('state');
  const stateLine = part('state-line');
  const advice = part('advice');
  const retry = part('retry');
  const watched = part('watched');
  const form = part('enrol');
  const outcome = part('outcome');
  const submit = part('submit');
  const notice = part('notice');
  const details = part('details');
  const toConsole = part('console');
  let noticeUrl: string | null = null;
  let consoleUrl: string | null = null;
  let shown = '';

  function part(id: string): HTMLElement {
    const found = document.querySelector<HTMLElement>(`#${id}`);
    if (found === null) throw new Error(`popup.html has no #${id}`);
    return found;
  }

  /** Only what changed is written, so that a screen reader hears a change once and nothing else. */
  function write(element: HTMLElement, text: string): void {
    if (element.textContent !== text) element.textContent = text;
  }

  function show({ status, version }: StatusReply): void {
    for (const other of others) other(status);
    const print = JSON.stringify([status, version]);
    if (print === shown) return;
    shown = print;
    const words = wordsFor(status);
    write(
      monitored,
      status.schoolName === null
        ? 'This device is monitored'
        : `This device is monitored by ${status.schoolName}`,
    );
    state.dataset['sign'] = words.sign;
    write(stateLine, words.state);
    advice.hidden = words.advice === null;
    write(advice, words.advice ?? '');
    write(watched, watchedWords(status.watched) ?? '');
    watched.hidden = status.watched === null;
    retry.hidden = !(status.enrolled && (status.connection === 'waiting' || status.refused !== null));
    form.hidden = !(status.loaded && (!status.enrolled || status.refused !== null));
    noticeUrl = status.noticeUrl !== null && /^https?:\/\//.test(status.noticeUrl) ? status.noticeUrl : null;
    notice.hidden = noticeUrl === null;
    consoleUrl = consoleOf(status);
    toConsole.hidden = consoleUrl === null;
    details.replaceChildren(
      ...propertiesOf(status, version).flatMap(({ title, value }) => {
        const term = document.createElement('dt');
        term.textContent = title;
        const definition = document.createElement('dd');
        definition.dir = 'auto';
        definition.textContent = value;
        return [term, definition];
      }),
    );
  }

  async function look(): Promise<void> {
    const reply = StatusReplySchema.safeParse(await host.ask({ kind: 'status' }));
    if (reply.success) show(reply.data);
  }

  function field(id: string): HTMLInputElement | null {
    return document.querySelector<HTMLInputElement>(`#${id}`);
  }

  async function enrol(): Promise<void> {
    submit.toggleAttribute('disabled', true);
    write(outcome, 'Just a moment.');
    for (const id of ['server', 'code']) field(id)?.removeAttribute('aria-invalid');
    const answer = EnrolAnswer.safeParse(
      await host.ask({
        kind: 'enrol',
        server: field('server')?.value ?? '',
        code: field('code')?.value ?? '',
      }),
    );
    submit.toggleAttribute('disabled', false);
    if (!answer.success) {
      write(outcome, 'That did not work. Try again.');
      return;
    }
    write(outcome, answer.data.ok ? '' : answer.data.text);
    const wrong = answer.data.field === null ? null : field(answer.data.field);
    wrong?.setAttribute('aria-invalid', 'true');
    wrong?.focus();
    await look();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    enrol().catch(() => write(outcome, 'That did not work. Try again.'));
  });
  retry.addEventListener('click', () => {
    host.ask({ kind: 'retry' }).then(look, () => undefined);
  });
  notice.addEventListener('click', () => {
    if (noticeUrl !== null) host.openTab(noticeUrl);
  });
  toConsole.addEventListener('click', () => {
    if (consoleUrl !== null) host.openTab(consoleUrl);
  });
  const lookQuietly = (): void => {
    look().catch(() => undefined);
  };
  view.setInterval(lookQuietly, LOOK_EVERY_MS);
  lookQuietly();
}
