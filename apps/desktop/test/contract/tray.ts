import assert from 'node:assert/strict';

import type { Tray } from '../../src/platform/contract/surfaces.ts';
import { casesOn, type DefineCase } from './cases.ts';

export interface TraySubject {
  readonly tray: Tray;
  /** What the desktop shows of us; null when nothing. */
  readonly shown: () => Promise<{
    readonly tip: string;
    readonly watching: boolean;
    readonly entries: readonly { readonly label: string; readonly enabled: boolean }[];
  } | null>;
  /** The person opens the menu and chooses the entry with this label. */
  readonly choose: (label: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

const ENTRIES = Object.freeze([
  { id: 'about', label: 'What is watched', enabled: true },
  { id: 'help', label: 'Ask for help', enabled: false },
]);

/** What every Tray must do, on a desktop that shows such signs. */
export function trayContract(test: DefineCase, make: () => Promise<TraySubject>): void {
  const on = casesOn(test, make, async (subject) => subject.end());

  on('the sign is shown, changes, and goes', async ({ tray, shown }) => {
    assert.equal(
      await tray.show({ tip: 'Looked after', watching: true, entries: ENTRIES }, () => undefined),
      true,
    );
    const first = await shown();
    assert.deepEqual([first?.tip, first?.watching], ['Looked after', true]);
    assert.deepEqual(
      first?.entries.map(({ label, enabled }) => [label, enabled]),
      ENTRIES.map(({ label, enabled }) => [label, enabled]),
    );
    await tray.show({ tip: 'Not watched now', watching: false, entries: [] }, () => undefined);
    const second = await shown();
    assert.deepEqual([second?.tip, second?.watching, second?.entries], ['Not watched now', false, []]);
    await tray.hide();
    await tray.hide();
    assert.equal(await shown(), null);
  });

  on('an entry is chosen, and one that is not enabled is not', async ({ tray, choose }) => {
    const chosen: string[] = [];
    let told: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      told = resolve;
    });
    await tray.show({ tip: 'Looked after', watching: true, entries: ENTRIES }, (entry) => {
      chosen.push(entry);
      told();
    });
    await choose('Ask for help');
    await choose('What is watched');
    await first;
    assert.deepEqual(chosen, ['about']);
    await tray.hide();
  });
}
