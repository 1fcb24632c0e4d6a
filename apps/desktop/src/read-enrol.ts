import { readFile } from 'node:fs/promises';

import { type DeviceSettings, readSettings } from './features/devices/settings.ts';

/** Where a settings file says to enrol. Rejects with the field and the remedy. @param file absolute */
export async function readEnrol(file: string): Promise<DeviceSettings['enrol']> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) throw new Error('The settings file cannot be read. Check its path and who may read it.');
  const read = readSettings(text);
  if (!read.ok) throw new Error(read.problem);
  return read.settings.enrol;
}
