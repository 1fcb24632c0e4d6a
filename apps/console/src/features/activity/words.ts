import type { ActivityDone, ActivityKind } from '@lapwing/protocol/features/activity/recorded.event.ts';

/** Each kind of activity: as a filter calls it. */
export const KIND_WORDS: Readonly<Record<ActivityKind, string>> = Object.freeze({
  'file-deleted': 'Files deleted',
  'file-renamed': 'Files renamed',
  printed: 'Printing',
  'medium-arrived': 'Media put in',
  'medium-gone': 'Media taken out',
  'application-closed': 'Programs closed',
});

/** A piece of a sentence: our own words, or a name from the device, which is shown apart from them. */
export type Piece = { readonly text: string } | { readonly name: string };

export interface DoneWords {
  /** What was done. */
  readonly line: readonly Piece[];
  /** More about it, in small; empty where there is none. */
  readonly more: readonly Piece[];
  /** It was held back or stopped. */
  readonly stopped: string | null;
}

const text = (words: string): Piece => ({ text: words });
/** Names that say nothing, as a device without a label, are put in words. */
const named = (name: string, otherwise: string): Piece => (name.trim() === '' ? text(otherwise) : { name });

/** What was done, in words for staff. */
export function sayDone(done: ActivityDone): DoneWords {
  switch (done.kind) {
    case 'file-deleted':
      return {
        line: [text(`Deleted the ${thing(done)} `), named(done.name, 'without a name')],
        more: inFolder(done.folder),
        stopped: null,
      };
    case 'file-renamed':
      return {
        line: [
          text(`Renamed the ${thing(done)} `),
          named(done.from, 'without a name'),
          text(' to '),
          named(done.name, 'one without a name'),
        ],
        more: inFolder(done.folder),
        stopped: null,
      };
    case 'printed':
      return {
        line: [text(done.refused ? 'Tried to print ' : 'Printed '), named(done.document, 'a document')],
        more: [
          text('on '),
          named(done.printer, 'a printer'),
          ...(done.pages === null ? [] : [text(done.pages === 1 ? ', 1 page' : `, ${done.pages} pages`)]),
        ],
        stopped: done.refused ? 'Held back' : null,
      };
    case 'medium-arrived': {
      const size = done.bytes === null || done.bytes === 0 ? [] : [text(sayBytes(done.bytes))];
      const maker = done.maker === null || done.maker.trim() === '' ? [] : [{ name: done.maker }];
      return {
        line: [text('Put in the medium '), named(done.label, 'without a name')],
        more: [...maker, ...(maker.length > 0 && size.length > 0 ? [text(', ')] : []), ...size],
        stopped: done.refused ? 'Not let in' : null,
      };
    }
    case 'medium-gone':
      return {
        line: [text('Took out the medium '), named(done.label, 'without a name')],
        more: [],
        stopped: null,
      };
    case 'application-closed':
      return {
        line: [text('Opened the program '), named(done.application, 'without a name')],
        more: [],
        stopped: 'Closed by a policy',
      };
  }
}

function thing({ isFolder }: { readonly isFolder: boolean }): string {
  return isFolder ? 'folder' : 'file';
}

function inFolder(folder: string): Piece[] {
  return folder.trim() === '' ? [] : [text('in '), { name: folder }];
}

/** `16 GB`, in thousands, as it stands on the stick. */
function sayBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Math.round(bytes / 1000 ** step)} ${units[step] ?? ''}`;
}

/** How many records devices gave up, in words; null where none. */
export function sayDropped(dropped: number): string | null {
  if (dropped === 0) return null;
  const records = dropped === 1 ? '1 record' : `${dropped.toLocaleString('en-GB')} records`;
  return `${records} could not be kept, because a device had no room for more while it was not connected.`;
}
