import type { Cancel, Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { AgentInput, Surroundings } from '@lapwing/agent-core/input.ts';
import type { FileChange } from '../../platform/contract/files.ts';
import type { Processes, RunningProcess } from '../../platform/contract/processes.ts';

/** The same name within so many milliseconds is nothing new. */
const SAME_MS = 60_000;
/** Names in a minute that are looked at: what unpacks a thousand files at once is one deed. */
const MOST_A_MINUTE = 60;

/** Places that are no window: a picture of them shows the whole desktop. */
const PROGRAMS: Surroundings = place('device:programs', 'Programs');
const FILES: Surroundings = place('device:files', 'Files');

function place(name: string, application: string): Surroundings {
  return Object.freeze({ place: name, application, title: '', url: null });
}

/** Lets a name through if it is not said too often. */
function pace(clock: Clock): (name: string) => boolean {
  const said = new Map<string, number>();
  return (name) => {
    const now = clock.passed();
    for (const [one, at] of said) if (now - at >= SAME_MS) said.delete(one);
    if (said.has(name) || said.size >= MOST_A_MINUTE) return false;
    said.set(name, now);
    return true;
  };
}

/**
 * Tells the names of programs as a person starts them.
 *
 * @param parts.ofPerson whether a process is the person's, not the system's
 */
export function watchPrograms(parts: {
  readonly processes: Pick<Processes, 'onStarted'>;
  readonly clock: Clock;
  readonly ofPerson: (process: RunningProcess) => boolean;
  readonly feed: (input: AgentInput) => void;
}): Cancel {
  const { processes, clock, ofPerson, feed } = parts;
  const fresh = pace(clock);
  return processes.onStarted((process) => {
    if (!ofPerson(process)) return;
    const { executable, originalName } = process;
    const renamed = originalName !== null && originalName.toLowerCase() !== executable;
    const text = renamed ? `${executable}\n${originalName}` : executable;
    if (text !== '' && fresh(text)) feed({ kind: 'named', source: 'application', text, at: PROGRAMS });
  });
}

/**
 * Tells how a person calls files and folders of theirs, and documents that they print. What is in them is never read.
 * @returns what is told of each change of a file, and of each document that is printed
 */
export function createFileNames(parts: {
  readonly clock: Clock;
  readonly feed: (input: AgentInput) => void;
}): { readonly changed: (change: FileChange) => void; readonly printed: (document: string) => void } {
  const { clock, feed } = parts;
  const fresh = pace(clock);
  function tell(text: string): void {
    // Programs keep their own files beside those of people.
    if (text === '' || text.startsWith('.') || text.startsWith('~$')) return;
    if (fresh(text)) feed({ kind: 'named', source: 'file', text, at: FILES });
  }
  return {
    changed(change) {
      if (change.kind !== 'deleted') tell(nameOf(change.path, change.folder));
    },
    printed: (document) => tell(nameOf(document, false)),
  };
}

/** The last part of a path, of a file without its ending. */
function nameOf(path: string, folder: boolean): string {
  const name = path.split(/[\\/]/u).findLast((part) => part !== '') ?? '';
  return folder ? name : name.replace(/(?<=.)\.[^.\s]{1,8}$/u, '');
}
