import { consoleOf, wordsFor } from '@lapwing/agent-core/device-words.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { watchedWords } from '@lapwing/agent-core/watched-words.ts';
import type { TrayEntry } from '../../platform/contract/surfaces.ts';

/** What the menu of the sign can open. */
export const TRAY_ENTRIES = ['help', 'holds', 'monitored', 'properties', 'console'] as const;
export type TrayEntryId = (typeof TRAY_ENTRIES)[number];

export interface TraySign {
  readonly tip: string;
  readonly watching: boolean;
  readonly entries: readonly TrayEntry[];
}

/** The sign that the device is looked after, as it is now. */
export function signOf(status: AgentStatus): TraySign {
  const { schoolName, control, detecting, watched } = status;
  const by = schoolName === null ? '' : `This device is monitored by ${schoolName}. `;
  const { state } = wordsFor(status);
  const count = control?.holds.length ?? 0;
  return {
    tip: `Lapwing. ${by}${watchedWords(watched) ?? state}`,
    watching: detecting,
    entries: [
      { id: 'help', label: 'Ask for help…', enabled: control !== null },
      {
        id: 'holds',
        label: count === 0 ? 'My restrictions' : `My restrictions (${String(count)})`,
        enabled: control !== null,
      },
      { id: 'monitored', label: 'What is monitored', enabled: true },
      { id: 'properties', label: 'This device', enabled: true },
      { id: 'console', label: 'Open the console (staff)', enabled: consoleOf(status) !== null },
    ],
  };
}

export function trayEntryOf(id: string): TrayEntryId | null {
  return TRAY_ENTRIES.find((one) => one === id) ?? null;
}
