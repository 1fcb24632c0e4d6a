import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';

/** What is known of the program behind a window. */
export interface ProgramName {
  /** File name of the program in lower case without its ending; null where it cannot be told. */
  readonly executable: string | null;
  /** What people call it. */
  readonly application: string;
}

export interface ProgramNames {
  /**
   * Names a program. Never rejects.
   * @param pid null where it is not known
   * @param claimed what its window says of it (`WM_CLASS`)
   */
  of(pid: number | null, claimed: string): Promise<ProgramName>;
}

interface Entry {
  readonly name: string;
  /** File name of the program that it starts. */
  readonly starts: string;
  /** What its windows call themselves, in lower case. */
  readonly classes: readonly string[];
  readonly shown: boolean;
}

/**
 * Where the system, and whoever looks after it, says what programs are called. Not the folder in the person's own home:
 * there a game could be called Calculator.
 */
const FOLDERS = [
  '/usr/share/applications',
  '/usr/local/share/applications',
  '/var/lib/flatpak/exports/share/applications',
  '/var/lib/snapd/desktop/applications',
];
const MOST_ENTRIES = 2000;
const ENDING = /\.(?:exe|bin|com|appimage)$/u;
const WINE = /^wine(?:64)?(?:-preloader)?$/u;

/** @param folders of `.desktop` files, read when a program is met that is not in them as they were read last */
export function createProgramNames(folders: readonly string[] = FOLDERS, processes = '/proc'): ProgramNames {
  let entries: readonly Entry[] = [];
  let version = '';
  let reading: Promise<void> | null = null;

  const reread = async (): Promise<void> => {
    const found = await versionOf(folders);
    if (found === version) return;
    entries = await readEntries(folders);
    version = found;
  };
  const fresh = async (): Promise<void> => {
    reading ??= reread().finally(() => {
      reading = null;
    });
    return reading;
  };
  return {
    of: async (pid, claimed) => {
      const program = pid === null ? null : await programOf(processes, pid);
      let name = nameIn(entries, program, claimed);
      if (name === null) {
        await fresh().catch(() => undefined);
        name = nameIn(entries, program, claimed);
      }
      return {
        executable: program?.executable ?? null,
        application:
          name ?? (program?.trusted === false ? program.executable : claimed || program?.executable) ?? '',
      };
    },
  };
}

interface Program {
  readonly executable: string;
  /** Its file belongs to the system, so that what it says of itself may be believed. */
  readonly trusted: boolean;
}

function nameIn(entries: readonly Entry[], program: Program | null, claimed: string): string | null {
  const wanted = claimed.toLowerCase();
  const starting = entries.filter(({ starts }) => program !== null && starts === program.executable);
  const claiming = (program?.trusted === false ? starting : entries).filter(({ classes }) =>
    classes.includes(wanted),
  );
  const exact = starting.filter((entry) => claiming.includes(entry));
  for (const found of [exact, starting, claiming]) {
    const shown = found.filter((entry) => entry.shown);
    const names = new Set((shown.length > 0 ? shown : found).map(({ name }) => name));
    const [only] = names;
    if (names.size === 1 && only !== undefined) return only;
  }
  return null;
}

/** The program that a process runs; its short name where the system does not let us see the file. */
async function programOf(processes: string, pid: number): Promise<Program | null> {
  const folder = path.join(processes, String(pid));
  try {
    const file = (await readlink(path.join(folder, 'exe'))).replace(/ \(deleted\)$/u, '');
    const own = executableName(path.basename(file));
    const owner = await stat(path.join(folder, 'exe')).catch(() => null);
    const trusted = owner?.uid === 0 && (owner.mode & 0o022) === 0;
    if (!WINE.test(own)) return { executable: own, trusted };
    const [started = ''] = (await readFile(path.join(folder, 'cmdline'), 'latin1')).split('\0');
    const inside = executableName(path.win32.basename(started));
    return { executable: inside === '' ? own : inside, trusted: false };
  } catch {
    const short = await readFile(path.join(folder, 'comm'), 'utf8').catch(() => '');
    const executable = executableName(short.trim());
    return executable === '' ? null : { executable, trusted: false };
  }
}

/** The file name of a program in lower case without its ending. */
export function executableName(file: string): string {
  return file.toLowerCase().replace(ENDING, '');
}

async function versionOf(folders: readonly string[]): Promise<string> {
  const times = await Promise.all(
    folders.map(async (folder) =>
      stat(folder).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return times.join(' ');
}

async function readEntries(folders: readonly string[]): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const folder of folders) {
    const files = await readdir(folder).catch(() => []);
    for (const file of files.filter((name) => name.endsWith('.desktop')).slice(0, MOST_ENTRIES)) {
      const text = await readFile(path.join(folder, file), 'utf8').catch(() => '');
      const entry = parseDesktopEntry(text, path.basename(file, '.desktop'));
      if (entry !== null) entries.push(entry);
    }
  }
  return entries;
}

/**
 * What a `.desktop` file says of a program, after the Desktop Entry Specification 1.5.
 * @param id name of the file without its ending
 * @returns null for one that names no program
 */
export function parseDesktopEntry(text: string, id: string): Entry | null {
  const values = new Map<string, string>();
  let inside = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('[')) inside = line.trim() === '[Desktop Entry]';
    const at = line.indexOf('=');
    if (!inside || at < 1 || line.startsWith('#')) continue;
    const key = line.slice(0, at).trim();
    if (!values.has(key)) values.set(key, line.slice(at + 1).trim());
  }
  const name = values.get('Name') ?? '';
  const starts = startedBy(values.get('Exec') ?? '');
  if (name === '' || starts === '' || values.get('Hidden') === 'true') return null;
  const classes = [values.get('StartupWMClass') ?? '', id, id.split('.').at(-1) ?? '']
    .map((value) => value.toLowerCase())
    .filter((value) => value !== '');
  return { name: name.slice(0, 200), starts, classes, shown: values.get('NoDisplay') !== 'true' };
}

/** The program in the command of a `.desktop` file: variables before it are none. */
function startedBy(command: string): string {
  const words = [...command.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/gu)].map(
    ([, quoted, plain]) => quoted?.replaceAll(/\\(.)/gu, '$1') ?? plain ?? '',
  );
  const program = words.find((word, index) => !(word === 'env' && index === 0) && !/^\w+=/u.test(word)) ?? '';
  return executableName(path.basename(program));
}
