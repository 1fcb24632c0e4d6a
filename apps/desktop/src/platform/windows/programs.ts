import path from 'node:path';

import { bytesAt, textOf, type WindowsApi } from './api.ts';

/** What a program's file says of it. */
export interface ProgramFacts {
  /** Absolute path. */
  readonly path: string;
  /** File name in lower case without its ending. */
  readonly executable: string;
  /** `FileDescription`: what people call it; null where the file does not say. */
  readonly described: string | null;
  /** `OriginalFilename` in lower case without its ending. */
  readonly originalName: string | null;
}

export interface Programs {
  /** Null where there is no such process, or where the system does not say. */
  of(pid: number): ProgramFacts | null;
}

const QUERY = 0x1000;
const MOST_KEPT = 500;

/** Reads programs' files, each once. */
export function createPrograms(api: WindowsApi): Programs {
  const known = new Map<string, ProgramFacts>();
  return {
    of: (pid) => {
      const file = pathOf(api, pid);
      if (file === null) return null;
      const before = known.get(file);
      if (before !== undefined) return before;
      const said = readVersion(api, file);
      const original = said('OriginalFilename');
      const facts: ProgramFacts = {
        path: file,
        executable: executableName(file),
        described: said('FileDescription'),
        originalName: original === null ? null : executableName(original),
      };
      if (known.size >= MOST_KEPT) known.clear();
      known.set(file, facts);
      return facts;
    },
  };
}

/** File name in lower case without its ending: `C:\Windows\NOTEPAD.EXE` is `notepad`. */
export function executableName(file: string): string {
  const name = path.win32.basename(file).toLowerCase();
  // Files in several languages call themselves `notepad.exe.mui`.
  return name.replace(/\.mui$/u, '').replace(/\.(?:exe|com|scr|bat|cmd|dll)$/u, '');
}

function pathOf(api: WindowsApi, pid: number): string | null {
  const process = api.OpenProcess(QUERY, false, pid);
  if (process === 0) return null;
  const text = Buffer.alloc(2 * 1024);
  const units: [number] = [1024];
  const told = api.QueryFullProcessImageNameW(process, 0, text, units);
  api.CloseHandle(process);
  return told ? textOf(text, units[0]) : null;
}

/** The texts that a file carries about itself, in the first language that it has them in. */
function readVersion(api: WindowsApi, file: string): (name: string) => string | null {
  const size = api.GetFileVersionInfoSizeW(file, null);
  const info = Buffer.alloc(size);
  if (size === 0 || !api.GetFileVersionInfoW(file, 0, size, info)) return () => null;
  const value = (name: string, unit: 1 | 2): Buffer | null => {
    const address: [bigint | null] = [null];
    const length: [number] = [0];
    if (!api.VerQueryValueW(info, name, address, length) || address[0] === null || length[0] === 0)
      return null;
    return bytesAt(address[0], length[0] * unit);
  };
  const language = value('\\VarFileInfo\\Translation', 1);
  if (language === null || language.length < 4) return () => null;
  const hex = (at: number): string => language.readUInt16LE(at).toString(16).padStart(4, '0');
  const table = `${hex(0)}${hex(2)}`;
  return (name) => {
    const found = value(`\\StringFileInfo\\${table}\\${name}`, 2);
    const text = found === null ? '' : textOf(found).trim();
    return text === '' ? null : text;
  };
}
