import { fits } from './site.ts';

/** A program that runs, or a window of one, as far as the device tells. */
export interface ApplicationSeen {
  /** File name of the program; its ending and case do not matter. Null where it cannot be told. */
  readonly executable: string | null;
  /** What the file says that the program is called, whatever the file is named now. */
  readonly originalName: string | null;
  /** What people call the program, and the caption of its window; null for a process without one. */
  readonly names: readonly string[];
}

/** Endings that programs have on one system and not on another. */
const ENDING = /\.(?:exe|com|scr|bat|cmd|msi|appimage)$/u;

/**
 * Whether a program is the one that an `ApplicationPattern` names: by its file, by what its file calls itself, or by what
 * stands on its window. `*` stands for any text, case does not matter, and neither does the ending of a program's file.
 */
export function isApplication(pattern: string, seen: ApplicationSeen): boolean {
  const whole = pattern.trim().toLowerCase();
  if (whole === '') return false;
  const bare = whole.replace(ENDING, '');
  const files = [seen.executable, seen.originalName].flatMap((name) => (name === null ? [] : [fileOf(name)]));
  return (
    files.some((file) => fits(bare, file.replace(ENDING, '')) || fits(whole, file)) ||
    seen.names.some((name) => fits(whole, name.trim().toLowerCase()))
  );
}

function fileOf(name: string): string {
  return (name.split(/[\\/]/u).at(-1) ?? '').trim().toLowerCase();
}
