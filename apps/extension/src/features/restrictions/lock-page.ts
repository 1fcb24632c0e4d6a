import { clockWords, leftWords, lockedBy } from '@lapwing/agent-core/restriction-words.ts';
import type { OwnPageHost } from '../../platform/contract/own-page.ts';
import { KEPT_LOCK } from './messages.ts';
import { ShownLock } from './wanted.ts';

const TICK_MS = 500;
/** The worker closes this page when the time is over; where it cannot, the page goes by itself. */
const AFTER_MS = 1500;

const READING = new Set(['+', '-', '=', '0', 'Tab', 'Enter', 'PageUp', 'PageDown', 'Home', 'End', ' ']);

function stopKeys(event: KeyboardEvent): void {
  const { key, altKey } = event;
  if (altKey || !(READING.has(key) || key.startsWith('Arrow'))) event.preventDefault();
}

/** The page over everything while the device is locked. It counts by itself, whether or not a worker runs. */
export function showLock(document: Document, host: OwnPageHost): void {
  const view = document.defaultView;
  if (view === null) return;
  let lock: ShownLock | null = null;
  let saidDue = false;
  let saidLeft = '';

  function part(id: string): HTMLElement {
    const found = document.querySelector<HTMLElement>(`#${id}`);
    if (found === null) throw new Error(`lock.html has no #${id}`);
    return found;
  }

  function show(next: ShownLock): void {
    lock = next;
    saidDue = false;
    document.title = `${lockedBy(next.by)} - ${next.schoolName}`;
    part('title').textContent = lockedBy(next.by);
    part('school').textContent = next.schoolName;
    part('words').textContent = next.words ?? '';
    part('words').hidden = next.words === null || next.words === '';
    part('usual').textContent = next.schoolWords;
    part('usual').hidden = next.schoolWords === '';
    const logo = document.querySelector('img');
    if (logo !== null) {
      logo.hidden = next.logo === null;
      if (next.logo !== null) logo.src = next.logo;
    }
    part('again').hidden = next.agreementId === null;
    part('time').hidden = next.until === null;
    part('main').hidden = false;
    tick();
  }

  function tick(): void {
    const until = lock?.until ?? null;
    if (until === null) return;
    const left = until - host.now();
    part('left').textContent = clockWords(left);
    const spoken = leftWords(left);
    if (spoken !== saidLeft) part('spoken').textContent = spoken;
    saidLeft = spoken;
    if (left > 0) return;
    if (!saidDue) host.ask({ kind: 'control-due' }).catch(() => undefined);
    saidDue = true;
    if (left < -AFTER_MS) host.close();
  }

  async function load(): Promise<void> {
    const kept = ShownLock.safeParse(await host.kept(KEPT_LOCK));
    if (kept.success) show(kept.data);
    else host.close();
  }

  part('again').addEventListener('click', () => {
    host.ask({ kind: 'lock-agreement' }).catch(() => undefined);
  });
  host.onKept(KEPT_LOCK, () => void load().catch(() => undefined));
  // Keys that scroll and zoom are for whoever reads with large type; the others do nothing.
  view.addEventListener('keydown', stopKeys, true);
  view.addEventListener('contextmenu', (event) => event.preventDefault(), true);
  view.setInterval(tick, TICK_MS);
  host.stayAwake();
  load().catch(() => host.close());
}
