import type { OwnPageHost } from '../../platform/contract/own-page.ts';
import { ShownNotice } from './messages.ts';

/** Keys and clicks that were meant for the page underneath come within this time. */
const UNAWARE_MS = 600;

/** The window with a message from staff. */
export function showMessage(document: Document, host: OwnPageHost): void {
  const view = document.defaultView;
  if (view === null) return;
  const id = view.location.hash.slice(1);
  const opened = host.now();

  function part(name: string): HTMLElement {
    const found = document.querySelector<HTMLElement>(`#${name}`);
    if (found === null) throw new Error(`message.html has no #${name}`);
    return found;
  }

  async function load(): Promise<void> {
    const shown = ShownNotice.safeParse(await host.ask({ kind: 'notice-look', id }));
    if (!shown.success || shown.data === null) {
      host.close();
      return;
    }
    const { text, by, schoolName, waiting } = shown.data;
    document.title = `Message from ${by}`;
    part('school').textContent = schoolName;
    part('title').textContent = `Message from \u2068${by}\u2069`;
    part('text').textContent = text;
    part('waiting').textContent =
      waiting === 0
        ? ''
        : waiting === 1
          ? 'One more message after this.'
          : `${String(waiting)} more messages after this.`;
    part('main').hidden = false;
    // The words, not the button: whoever was typing closes nothing by accident, and a screen reader reads them.
    part('title').focus();
  }

  function seen(): void {
    if (host.now() - opened < UNAWARE_MS) return;
    host.ask({ kind: 'notice-seen', id }).then(
      () => host.close(),
      () => host.close(),
    );
  }

  part('seen').addEventListener('click', seen);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') seen();
  });
  host.stayAwake();
  load().catch(() => host.close());
}
