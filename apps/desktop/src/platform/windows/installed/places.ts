import path from 'node:path';

/** Where the agent keeps what is not its program. All of it is for the system and administrators alone. */
export interface Places {
  readonly folder: string;
  /** What whoever installed it said: server, code, name. */
  readonly settings: string;
  /** Key, documents, outbox. */
  readonly data: string;
  /** The package that is installed, and the one before, each by its version: what an update goes back to. */
  readonly packages: string;
  /** An update on its way, and under way. */
  readonly update: string;
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
    packages: path.join(folder, 'packages'),
    update: path.join(folder, 'update'),
    said: path.join(folder, 'setup.json'),
  };
}

/** The package of that version, as it is kept. */
export function packageFile({ packages }: Places, version: string): string {
  return path.join(packages, `${version}.msi`);
}
