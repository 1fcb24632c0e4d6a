import { appendFileSync, renameSync, statSync } from 'node:fs';

const MOST_BYTES = 1024 * 1024;

/**
 * A log in a file: a line each, and no more than twice a mebibyte of them, the older half in `<file>.1`. A line that
 * cannot be written is lost: the log is no reason to end.
 * @param file absolute; its folder is there
 */
export function createLogFile(file: string, most = MOST_BYTES): (line: string) => void {
  let bytes: number | null = null;
  return (line) => {
    try {
      bytes ??= statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (bytes > most) {
        renameSync(file, `${file}.1`);
        bytes = 0;
      }
      appendFileSync(file, `${line}\n`);
      bytes += Buffer.byteLength(line) + 1;
    } catch {
      bytes = null;
    }
  };
}
