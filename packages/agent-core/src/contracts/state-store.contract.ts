import { type DefineCase, expect, expectSame } from './contract-suite.ts';
import type { StateStore } from './state-store.ts';

export interface StateStoreSubject {
  readonly store: StateStore;
  readonly reopen: () => Promise<StateStore>;
}

/** What every StateStore must do; `make` gives a fresh one for each case. */
export function stateStoreContract(test: DefineCase, make: () => Promise<StateStoreSubject>): void {
  test('a document that was never written reads as null', async () => {
    const { store } = await make();
    expect((await store.read('nothing')) === null, 'read');
    expectSame(await store.names(), [], 'names');
    await store.delete('nothing');
  });

  test('a document is replaced as a whole and survives a restart', async () => {
    const { store, reopen } = await make();
    await store.write('pack:abc', new Uint8Array([1, 2, 3]));
    await store.write('pack:abc', new Uint8Array([9]));
    await store.write('enrolment', new Uint8Array());
    const later = await reopen();
    expectSame([...((await later.read('pack:abc')) ?? [])], [9], 'content');
    expectSame([...((await later.read('enrolment')) ?? [7])], [], 'an empty document is one');
    expectSame(await later.names(), ['enrolment', 'pack:abc'], 'names are sorted');
  });

  test('a deleted document is gone, also after a restart', async () => {
    const { store, reopen } = await make();
    await store.write('a', new Uint8Array([1]));
    await store.delete('a');
    expect((await store.read('a')) === null, 'read');
    expectSame(await (await reopen()).names(), [], 'names after the restart');
  });
}
