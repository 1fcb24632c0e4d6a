import assert from 'node:assert/strict';

import type { FieldText, FocusedField, InputSource, KeyStroke } from '../../src/platform/contract/input.ts';

export interface InputSubject {
  readonly source: InputSource;
  /** Puts a key down or lets it go; `code` as `KeyboardEvent.code` names it, of an English keyboard. */
  readonly key: (code: string, down: boolean) => Promise<void>;
  readonly click: () => Promise<void>;
  /** Gives the keyboard to a field of which only keys are known. @returns its place */
  readonly plain: () => Promise<string>;
  /** Gives the keyboard to a field that asks for a password. */
  readonly secret: () => Promise<void>;
  /** Gives the keyboard to an empty field whose program tells its text. @returns its place; null where none does */
  readonly told: () => Promise<string | null>;
  /** The system takes the keyboard away from whoever reads it; left out where it never does. */
  readonly lose?: () => Promise<void>;
}

const LATEST_MS = 15_000;
const TYPED_EVERY_MS = 150;
const QUIET_MS = 500;

/** What every InputSource must do. `make` gives a fresh one for each case, in a field of which only keys are known. */
export function inputContract(
  test: (name: string, run: () => Promise<void>) => void,
  make: () => Promise<InputSubject>,
): void {
  test('keys are told as they go down, in their order, with the window; none when it is let go', async () => {
    const { source, key, plain } = await make();
    const place = await plain();
    const strokes = gather(source);
    for (const code of ['KeyL', 'KeyA', 'KeyP', 'Backspace', 'Space']) await tap(key, code);
    const told = await strokes.take(5);
    assert.deepEqual(
      told.map((stroke) => stroke.key),
      ['l', 'a', 'p', 'Backspace', ' '],
    );
    for (const stroke of told) assert.deepEqual([stroke.command, stroke.place], [false, place]);
    assert.equal(source.focused(), 'keys');
  });

  test('Shift makes another character, and Control a command', async () => {
    const { source, key, plain } = await make();
    await plain();
    const strokes = gather(source);
    for (const held of ['ShiftLeft', 'ControlLeft']) {
      await key(held, true);
      await tap(key, 'KeyA');
      await key(held, false);
    }
    assert.deepEqual(
      (await strokes.take(4)).map((stroke) => [stroke.key, stroke.command]),
      [
        ['Shift', false],
        ['A', false],
        ['Control', false],
        ['a', true],
      ],
    );
  });

  test('a key that is held is told again', async () => {
    const { source, key, plain } = await make();
    await plain();
    const strokes = gather(source);
    await key('KeyE', true);
    const told = await strokes.take(4);
    await key('KeyE', false);
    assert.deepEqual([...new Set(told.map((stroke) => stroke.key))], ['e']);
  });

  test('a button of the pointer is told, and nothing after it was cancelled', async () => {
    const { source, key, click, plain } = await make();
    await plain();
    let clicks = 0;
    const clicked = new Promise<void>((resolve) => {
      source.onPointer(() => {
        clicks += 1;
        resolve();
      });
    });
    await click();
    await clicked;
    assert.equal(clicks, 1);
    let after = 0;
    const cancel = source.onKey(() => {
      after += 1;
    });
    cancel();
    cancel();
    const strokes = gather(source);
    await tap(key, 'KeyA');
    await strokes.take(1);
    assert.equal(after, 0);
  });

  test('nothing is told of a field that asks for a password', async () => {
    const { source, key, plain, secret } = await make();
    const strokes = gather(source);
    const fields: FieldText[] = [];
    source.onField((field) => fields.push(field));
    await secret();
    const focused = until(source, 'secret');
    for (const code of ['KeyS', 'KeyE', 'KeyC']) await tap(key, code);
    await focused;
    for (const code of ['KeyR', 'KeyE', 'KeyT']) await tap(key, code);
    const back = until(source, 'keys');
    await plain();
    await back;
    await tap(key, 'KeyZ');
    assert.deepEqual(
      (await strokes.take(1)).map((stroke) => stroke.key),
      ['z'],
    );
    assert.deepEqual(fields, []);
  });

  test('a field whose program tells it is told whole, with the caret', async () => {
    const { source, key, told } = await make();
    const place = await told();
    if (place === null) return;
    await until(source, 'told');
    const written = new Promise<FieldText>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error('the field was not told'));
      }, LATEST_MS);
      source.onField((field) => {
        if (field.text !== 'lap') return;
        clearTimeout(late);
        resolve(field);
      });
    });
    for (const code of ['KeyL', 'KeyA', 'KeyP']) await tap(key, code);
    const field = await written;
    assert.deepEqual([field.text, field.caret, field.place], ['lap', 3, place]);
    assert.ok(field.fieldId.length > 0);
  });

  test('what is typed after the system took the keyboard away is told again', async () => {
    const { source, key, plain, lose } = await make();
    assert.equal(source.hearing === undefined, lose === undefined);
    if (lose === undefined) return;
    await plain();
    await lose();
    const strokes = gather(source);
    await noticed(source, key);
    await strokes.rest();
    for (const code of ['KeyL', 'KeyA', 'KeyP']) await tap(key, code);
    assert.deepEqual(
      (await strokes.take(3)).map((stroke) => stroke.key),
      ['l', 'a', 'p'],
    );
    assert.equal(source.hearing?.now(), true, 'once is nothing to speak of');
  });

  test('a keyboard that is taken away again and again is told of', async () => {
    const { source, key, plain, lose } = await make();
    if (lose === undefined) return;
    await plain();
    let changes = 0;
    source.hearing?.onChange(() => {
      changes += 1;
    });
    for (let time = 0; time < 3; time++) {
      assert.equal(source.hearing?.now(), true);
      await lose();
      await noticed(source, key);
    }
    assert.deepEqual([source.hearing?.now(), changes], [false, 1]);
  });
}

/** Somebody types on, until a key is told. */
async function noticed(source: InputSource, key: InputSubject['key']): Promise<void> {
  let typing: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error('no key was told any more'));
    }, LATEST_MS);
    const cancel = source.onKey(() => {
      clearTimeout(late);
      cancel();
      resolve();
    });
    typing = setInterval(() => void tap(key, 'KeyX'), TYPED_EVERY_MS);
  }).finally(() => clearInterval(typing));
}

async function tap(key: InputSubject['key'], code: string): Promise<void> {
  await key(code, true);
  await key(code, false);
}

function gather(source: InputSource): {
  readonly take: (count: number) => Promise<readonly KeyStroke[]>;
  /** Forgets what comes until nothing has come for a moment. */
  readonly rest: () => Promise<void>;
} {
  const strokes: KeyStroke[] = [];
  let told: () => void = () => undefined;
  source.onKey((stroke) => {
    strokes.push(stroke);
    told();
  });
  return {
    take: async (count) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          reject(new Error(`${count} keys were awaited, and these came: ${JSON.stringify(strokes)}`));
        }, LATEST_MS);
        told = () => {
          if (strokes.length < count) return;
          clearTimeout(late);
          resolve(strokes.splice(0));
        };
        told();
      }),
    rest: async () =>
      new Promise((resolve) => {
        const done = (): void => {
          told = () => undefined;
          strokes.splice(0);
          resolve();
        };
        let quiet = setTimeout(done, QUIET_MS);
        told = () => {
          clearTimeout(quiet);
          quiet = setTimeout(done, QUIET_MS);
        };
      }),
  };
}

async function until(source: InputSource, wanted: FocusedField): Promise<void> {
  if (source.focused() === wanted) return;
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error(`the field did not become ${wanted}, it is ${source.focused()}`));
    }, LATEST_MS);
    source.onFocus((focused) => {
      if (focused !== wanted) return;
      clearTimeout(late);
      resolve();
    });
  });
}
