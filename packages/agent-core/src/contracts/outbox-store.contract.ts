import { type DefineCase, expect, expectSame } from './contract-suite.ts';
import type { OutboxStore } from './outbox-store.ts';

/** An empty store, and the same one as a later run of the program finds it. */
export interface OutboxStoreSubject {
  readonly store: OutboxStore;
  readonly reopen: () => Promise<OutboxStore>;
}

/** What every OutboxStore must do; `make` gives a fresh one for each case. */
export function outboxStoreContract(test: DefineCase, make: () => Promise<OutboxStoreSubject>): void {
  const text = (value: string): Uint8Array => Uint8Array.from(value, (unit) => unit.charCodeAt(0));
  const keysOf = async (store: OutboxStore): Promise<string[]> =>
    (await store.entries()).map((entry) => entry.key);

  test('an empty outbox has no entries', async () => {
    const { store } = await make();
    expectSame(await store.entries(), [], 'entries');
    expect((await store.read('nothing')) === null, 'an unknown key reads as null');
  });

  test('entries come in the order in which they were put, with kind and size', async () => {
    const { store } = await make();
    await store.put([{ key: 'z', kind: 'message', bytes: text('one') }]);
    await store.put([
      { key: 'a', kind: 'evidence', bytes: text('second') },
      { key: 'm', kind: 'message', bytes: text('') },
    ]);
    expectSame(
      await store.entries(),
      [
        { key: 'z', kind: 'message', size: 3 },
        { key: 'a', kind: 'evidence', size: 6 },
        { key: 'm', kind: 'message', size: 0 },
      ],
      'entries',
    );
  });

  test('a key that is put again keeps its place and gets the new content', async () => {
    const { store } = await make();
    await store.put([
      { key: 'first', kind: 'message', bytes: text('old') },
      { key: 'second', kind: 'message', bytes: text('other') },
    ]);
    await store.put([{ key: 'first', kind: 'message', bytes: text('newer') }]);
    expectSame(await keysOf(store), ['first', 'second'], 'order');
    expectSame([...((await store.read('first')) ?? [])], [...text('newer')], 'content');
  });

  test('what was put survives a restart, byte for byte and in order', async () => {
    const { store, reopen } = await make();
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
    await store.put([
      { key: 'picture', kind: 'evidence', bytes },
      { key: 'words', kind: 'message', bytes: text('hello') },
    ]);
    const later = await reopen();
    expectSame(await keysOf(later), ['picture', 'words'], 'order');
    expectSame([...((await later.read('picture')) ?? [])], [...bytes], 'content');
    await later.put([{ key: 'after', kind: 'message', bytes: text('x') }]);
    expectSame(await keysOf(later), ['picture', 'words', 'after'], 'order after the restart');
  });

  test('deleted entries are gone, also after a restart; unknown keys do no harm', async () => {
    const { store, reopen } = await make();
    for (const key of ['a', 'b', 'c']) await store.put([{ key, kind: 'message', bytes: text(key) }]);
    await store.delete(['b', 'nothing']);
    await store.delete([]);
    expectSame(await keysOf(store), ['a', 'c'], 'entries');
    const later = await reopen();
    expectSame(await keysOf(later), ['a', 'c'], 'entries after the restart');
    expect((await later.read('b')) === null, 'a deleted key reads as null');
  });

  test('the caller may change its bytes after the put', async () => {
    const { store } = await make();
    const bytes = text('abc');
    await store.put([{ key: 'k', kind: 'message', bytes }]);
    bytes.fill(0);
    expectSame([...((await store.read('k')) ?? [])], [...text('abc')], 'content');
  });
}
