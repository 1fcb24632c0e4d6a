import { type DefineCase, expect, expectSame } from './contract-suite.ts';
import type { Digest } from './digest.ts';
import type { KeyStore } from './key-store.ts';

export interface KeyStoreSubject {
  readonly store: KeyStore;
  readonly digest: Digest;
  readonly reopen: () => Promise<KeyStore>;
}

/** What every KeyStore must do; `make` gives a fresh one for each case. */
export function keyStoreContract(test: DefineCase, make: () => Promise<KeyStoreSubject>): void {
  const text = new Uint8Array([108, 97, 112]);

  test('there is no key until one is kept', async () => {
    const { store, reopen } = await make();
    expect((await store.load()) === null, 'nothing at first');
    await store.make();
    expect((await store.load()) === null, 'making keeps nothing');
    expect((await (await reopen()).load()) === null, 'nor after a restart');
  });

  test('a kept key signs as before after a restart', async () => {
    const { store, digest, reopen } = await make();
    const made = await store.make();
    await store.keep(made);
    expect(/^[A-Za-z0-9_-]{43}$/.test(made.publicKey), 'a raw public key in base64url');
    const loaded = await (await reopen()).load();
    expectSame(loaded?.publicKey, made.publicKey, 'public key');
    const signature = (await loaded?.sign(text)) ?? '';
    expect(/^[A-Za-z0-9_-]{86}$/.test(signature), 'a signature in base64url');
    expect(await digest.verify(made.publicKey, signature, text), 'the signature proves itself');
  });

  test('keeping another key forgets the one before', async () => {
    const { store } = await make();
    const one = await store.make();
    const other = await store.make();
    expect(one.publicKey !== other.publicKey, 'every key is new');
    await store.keep(one);
    await store.keep(other);
    expectSame((await store.load())?.publicKey, other.publicKey, 'the newest');
  });
}
