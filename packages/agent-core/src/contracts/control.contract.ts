import { NOTHING_WANTED } from '../control-wanted.ts';
import type { Control, ControlWanted, LockWanted } from './control.ts';
import { type DefineCase, expect, expectSame } from './contract-suite.ts';

export interface ControlSubject {
  readonly control: Control;
  /** What the lock says that is shown; null when nothing is locked. */
  readonly locked: () => Promise<string | null>;
  /** Whether a page may be open. */
  readonly opens: (url: string) => Promise<boolean>;
}

const LOCK: LockWanted = Object.freeze({
  id: '0198f6a0-0000-7000-8000-00000000c001',
  by: 'Ms Khan',
  words: 'Please look to the front',
  schoolWords: 'Ask your teacher',
  schoolName: 'Lapwing Primary',
  logo: null,
  until: null,
  agreementId: null,
});
const RULE = '0198f6a0-0000-7000-8000-00000000c002';
const OFF: ControlWanted = Object.freeze({
  ...NOTHING_WANTED,
  web: {
    ...NOTHING_WANTED.web,
    open: false,
    says: [[{ id: RULE, kind: 'internet-off' as const, sites: [], titles: [] }]],
    alwaysOpen: ['help.example'],
    rules: { [RULE]: { title: '', by: 'Ms Khan', words: null, until: null } },
  },
});

/** What every Control must do; `make` gives a fresh one for each case. */
export function controlContract(test: DefineCase, make: () => Promise<ControlSubject>): void {
  test('it starts unlocked and open, and with nothing wanted stays so', async () => {
    const { control, locked, opens } = await make();
    expectSame(await locked(), null, 'lock');
    expect(await opens('https://rivers.example/'), 'pages are open');
    expectSame((await control.apply(NOTHING_WANTED)).failed, [], 'nothing fails');
    expectSame(await locked(), null, 'lock');
    expect(await opens('https://rivers.example/'), 'pages are open');
  });

  test('a lock is shown with its words and who locked, and is gone when it is not wanted', async () => {
    const { control, locked } = await make();
    expectSame((await control.apply({ ...NOTHING_WANTED, lock: LOCK })).failed, [], 'nothing fails');
    const shown = await locked();
    expect(shown?.includes('Please look to the front') === true, 'its words');
    expect(shown?.includes('Ms Khan') === true, 'who locked');
    await control.apply({ ...NOTHING_WANTED, lock: { ...LOCK, words: 'Two more minutes' } });
    expect((await locked())?.includes('Two more minutes') === true, 'other words of the same lock');
    await control.apply(NOTHING_WANTED);
    expectSame(await locked(), null, 'lock');
  });

  test('what is closed does not open, what is always open does, and all opens again', async () => {
    const { control, opens } = await make();
    expectSame((await control.apply(OFF)).failed, [], 'nothing fails');
    expect(!(await opens('https://rivers.example/')), 'closed');
    expect(await opens('https://www.help.example/'), 'always open');
    await control.apply(NOTHING_WANTED);
    expect(await opens('https://rivers.example/'), 'open again');
  });
}
