import type { ActivityDone } from '@lapwing/protocol/features/activity/recorded.event.ts';
import type { Cancel } from '../../platform/contract/cancel.ts';
import type { PrintJob, Printing } from '../../platform/contract/printing.ts';
import type { Medium, RemovableMedia } from '../../platform/contract/removable-media.ts';

/** Media of which it is remembered what they call themselves. */
const MOST_MEDIA = 100;

/** Tells what the person printed, and what was held back. Jobs of other accounts, as of a server, are not theirs. */
export function watchPrinting(parts: {
  readonly printing: Printing;
  /** Who is logged on; null while nobody is. */
  readonly account: () => string | null;
  readonly record: (done: ActivityDone) => void;
  /** What the document is called, as it went to the printer. */
  readonly named: (document: string) => void;
}): Cancel {
  const { printing, account, record, named } = parts;
  const tell =
    (refused: boolean) =>
    (job: PrintJob): void => {
      const now = account();
      if (now === null || (job.account !== null && !isSameAccount(job.account, now))) return;
      const { document, printer, pages } = job;
      record({ kind: 'printed', document, printer, pages: whole(pages, 100_000), refused });
      if (document.trim() !== '') named(document);
    };
  const cancels = [printing.onPrinted(tell(false)), printing.onRefused(tell(true))];
  return () => {
    for (const cancel of cancels) cancel();
  };
}

/** Tells of media that are put in and taken out. */
export function watchMedia(parts: {
  readonly media: RemovableMedia;
  /** Whether they may be used now. */
  readonly allowed: () => boolean;
  readonly record: (done: ActivityDone) => void;
}): Cancel {
  const { media, allowed, record } = parts;
  const labels = new Map<string, string>();
  function arrived({ id, label, maker, bytes }: Medium): void {
    labels.delete(id);
    labels.set(id, label);
    const oldest = labels.keys().next();
    if (labels.size > MOST_MEDIA && oldest.done !== true) labels.delete(oldest.value);
    const size = whole(bytes, Number.MAX_SAFE_INTEGER);
    record({ kind: 'medium-arrived', label, maker, bytes: size, refused: !allowed() });
  }
  function gone(id: string): void {
    record({ kind: 'medium-gone', label: labels.get(id) ?? '' });
    labels.delete(id);
  }
  const cancels = [media.onArrived(arrived), media.onGone(gone)];
  return () => {
    for (const cancel of cancels) cancel();
  };
}

/** `SCHOOL\akhan`, `akhan@school.example` and `akhan` are one on one device. */
export function isSameAccount(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

function bare(account: string): string {
  const name = account.trim().toLowerCase();
  return (name.split('\\').at(-1) ?? '').replace(/(?<=.)@.*$/u, '');
}

function whole(value: number | null, most: number): number | null {
  if (value === null || !Number.isFinite(value) || value < 0) return null;
  return Math.min(most, Math.round(value));
}
