import path from 'node:path';

/** Where the agent keeps what is not its program. All of it is for the system and administrators alone. */
export interface Places {
  readonly folder: string;
  /** What whoever installed it said: server, code, name. */
  readonly settings: string;
  /** Key, documents, outbox. */
  readonly data: string;
  /** What became of the last thing that setup did; holds no code. */
  readonly said: string;
}

/** Where it is kept that the folder is ours: only administrators can write there, and anybody can make the folder. */
export const REGISTRY_KEY = String.raw`HKLM\SOFTWARE\Lapwing Agent`;
export const SERVICE = 'LapwingAgent';

/** @param folder for example `C:\ProgramData\Lapwing Agent`; the package says where it is */
export function placesIn(folder: string): Places {
  return {
    folder,
    settings: path.join(folder, 'settings.json'),
    data: path.join(folder, 'data'),
    said: path.join(folder, 'setup.json'),
  };
}

/** The package that is installed: what an update goes back to. @param data folder of the agent's own files */
export function installedPackage(data: string): string {
  return path.join(data, 'package.msi');
}
