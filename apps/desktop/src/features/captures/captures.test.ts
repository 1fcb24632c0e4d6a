import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createManualClock } from '@lapwing/agent-core/contracts/fakes/manual-clock.ts';
import type { AgentInput } from '@lapwing/agent-core/input.ts';

import type { FileChange } from '../../platform/contract/files.ts';
import type { FieldText, FocusedField, KeyStroke } from '../../platform/contract/input.ts';
import type { RunningProcess } from '../../platform/contract/processes.ts';
import type { DesktopWindow, Windows } from '../../platform/contract/windows.ts';
import { watchDesktopInputs } from './inputs.ts';
import { createFileNames, watchPrograms } from './named.ts';

const LETTER: DesktopWindow = Object.freeze({
  place: 'w1',
  title: 'A letter',
  application: 'Mousepad',
  executable: 'mousepad',
  pid: 7,
  area: { x: 0, y: 0, width: 100, height: 100 },
  shown: true,
  secret: false,
});
const KEEPER: DesktopWindow = Object.freeze({ ...LETTER, place: 'w2', title: 'Passwords', secret: true });

function desk() {
  const clock = createManualClock();
  const fed: AgentInput[] = [];
  const on = {
    key: new Set<(stroke: KeyStroke) => void>(),
    field: new Set<(field: FieldText) => void>(),
    focus: new Set<(focused: FocusedField) => void>(),
    pointer: new Set<() => void>(),
    front: new Set<() => void>(),
    gone: new Set<(place: string) => void>(),
  };
  const listen =
    <T>(all: Set<T>) =>
    (one: T) => {
      all.add(one);
      return () => all.delete(one);
    };
  let front: DesktopWindow | null = LETTER;
  let focused: FocusedField = 'keys';
  const state = { joined: '', worked: false, excluded: '' };
  const windows: Windows = {
    front: () => front,
    onFront: listen(on.front),
    onGone: listen(on.gone),
    list: async () => Promise.resolve([]),
    close: async () => Promise.resolve(false),
  };
  const stop = watchDesktopInputs({
    clock,
    windows,
    input: {
      onKey: listen(on.key),
      onField: listen(on.field),
      onFocus: listen(on.focus),
      onPointer: listen(on.pointer),
      focused: () => focused,
    },
    excluded: ({ place }) => place === state.excluded,
    joined: (place) => place === state.joined,
    worked: () => state.worked,
    feed: (input) => fed.push(input),
  });
  return {
    clock,
    fed,
    state,
    stop,
    on,
    turnTo: (next: DesktopWindow | null): void => {
      front = next;
      for (const told of on.front) told();
    },
    focus: (next: FocusedField): void => {
      focused = next;
      for (const told of on.focus) told(next);
    },
    press: (...keys: readonly string[]): void => {
      for (const key of keys) {
        const stroke = { key, command: false, place: front?.place ?? null };
        for (const told of on.key) told(stroke);
      }
    },
    write: (text: string, fieldId = 'f1', caret = text.length): void => {
      for (const told of on.field) told({ fieldId, place: front?.place ?? null, text, caret });
    },
    click: (): void => {
      for (const told of on.pointer) told();
    },
    close: (place: string): void => {
      for (const told of on.gone) told(place);
    },
  };
}

/** In short: what kind, and the words. */
function short(inputs: readonly AgentInput[]): string[] {
  return inputs.map((input) => {
    if (input.kind === 'typed') return `typed ${input.text}`;
    if (input.kind === 'settled') return `settled ${input.reason}`;
    if (input.kind === 'caption') return `caption ${input.at.title}`;
    if (input.kind === 'named') return `${input.source} ${input.text}`;
    return input.kind;
  });
}

test('keys of a window become one text, the first told at once and more together, and Enter settles it', async () => {
  const { press, clock, fed } = desk();
  press('F', 'l', 'i', 'Shift', 'm');
  await clock.advance(40);
  press('Enter');
  press('s', 'o');
  await clock.advance(40);
  assert.deepEqual(short(fed), ['caption A letter', 'typed F', 'typed Flim', 'settled enter', 'typed so']);
  const [, , first, , second] = fed;
  assert.ok(first?.kind === 'typed' && second?.kind === 'typed');
  assert.equal(first.fieldId, second.fieldId);
  assert.deepEqual(first.at, { place: 'w1', application: 'Mousepad', title: 'A letter', url: null });
});

test('keys pressed in one burst before Enter are not lost, and what moves the caret ends the run', async () => {
  const { press, click, clock, fed } = desk();
  press('a', 'b', 'Enter', 'c', 'ArrowLeft', 'd');
  click();
  await clock.advance(100);
  assert.deepEqual(short(fed).slice(1), [
    'typed a',
    'typed ab',
    'settled enter',
    'typed c',
    'settled enter',
    'typed d',
    'settled enter',
    'stirred',
  ]);
});

test('of a field that its program tells the text is taken and the keys are not, also what was pasted', async () => {
  const { focus, press, write, clock, fed } = desk();
  focus('told');
  press('x');
  write('x');
  write('x and what was pasted');
  await clock.advance(40);
  press('Enter');
  write('other', 'f2');
  await clock.advance(40);
  focus('keys');
  assert.deepEqual(short(fed).slice(1), [
    'typed x',
    'typed x and what was pasted',
    'settled enter',
    'settled blur',
    'typed other',
    'settled blur',
  ]);
});

test('of a long told text the part around the caret is looked at', async () => {
  const { focus, write, clock, fed } = desk();
  focus('told');
  write(`${'a'.repeat(60_000)}here${'b'.repeat(60_000)}`, 'f1', 60_004);
  await clock.advance(40);
  const last = fed.at(-1);
  assert.ok(last?.kind === 'typed');
  assert.equal(last.text.length, 50_000);
  assert.equal(last.text.slice(last.caret - 4, last.caret), 'here');
});

test('of a secret field, a secret or excluded window and a joined one nothing is told or held', async () => {
  const { focus, press, write, click, turnTo, state, clock, fed } = desk();
  focus('secret');
  press('a', 'Enter');
  write('a');
  focus('keys');
  for (const hide of ['secret', 'excluded', 'joined'] as const) {
    turnTo(hide === 'secret' ? KEEPER : { ...KEEPER, secret: false });
    state.excluded = hide === 'excluded' ? 'w2' : '';
    state.joined = hide === 'joined' ? 'w2' : '';
    turnTo(hide === 'secret' ? KEEPER : { ...KEEPER, secret: false, title: `Again ${hide}` });
    fed.length = 0;
    press('b', 'Enter');
    click();
    focus('told');
    write('c');
    focus('keys');
    await clock.advance(100);
    assert.deepEqual(short(fed), [], hide);
  }
  state.joined = '';
  press('d');
  await clock.advance(40);
  assert.deepEqual(short(fed), ['typed d']);
});

function keysOf(text: string): readonly string[] {
  return text.split('');
}

test('in a browser that does not say what its fields are for, sentences are told and what may be a password is not', async () => {
  const { press, turnTo, clock, fed } = desk();
  const page = {
    ...LETTER,
    place: 'w3',
    title: 'My page',
    application: 'Firefox',
    executable: 'firefox-esr',
  };
  turnTo(page);
  fed.length = 0;
  press(...keysOf('Flimmer7!'), 'Enter', ...keysOf('name'), 'Tab', ...keysOf('two words'), 'Enter');
  await clock.advance(100);
  assert.deepEqual(short(fed), []);
  press(...keysOf('now in three'));
  await clock.advance(40);
  press(...Array.from({ length: 'in three'.length }, () => 'Backspace'));
  await clock.advance(40);
  press('Enter', ...keysOf('flimmer'), 'Enter');
  await clock.advance(100);
  assert.deepEqual(short(fed), ['typed now in t', 'typed now in three', 'typed now ', 'settled enter']);
});

test('what staff type from afar is not the person’s', async () => {
  const { press, write, focus, state, clock, fed } = desk();
  state.worked = true;
  press('a');
  focus('told');
  write('b');
  await clock.advance(40);
  assert.deepEqual(short(fed), ['caption A letter']);
});

test('another window settles what was typed, a title is told once, and a window that closes is gone', async () => {
  const { press, turnTo, close, clock, fed } = desk();
  press('a');
  turnTo({ ...LETTER, place: 'w3', title: 'Draw' });
  turnTo({ ...LETTER, place: 'w3', title: 'Draw' });
  turnTo({ ...LETTER, place: 'w3', title: 'Draw more' });
  close('w1');
  await clock.advance(40);
  assert.deepEqual(short(fed).slice(1), [
    'typed a',
    'settled blur',
    'caption Draw',
    'caption Draw more',
    'gone',
  ]);
});

test('a run without end is settled and begun anew, and nothing comes after the watch has ended', async () => {
  const { press, clock, fed, stop, on } = desk();
  press(...Array.from('word '.repeat(500)));
  await clock.advance(40);
  assert.ok(short(fed).includes('settled enter'));
  press('z');
  stop();
  await clock.advance(1000);
  assert.ok(!short(fed).includes('typed z'));
  for (const all of Object.values(on)) assert.equal(all.size, 0);
});

test('programs are named as they start, by both their names, the person’s alone and not twice a minute', async () => {
  const clock = createManualClock();
  const fed: AgentInput[] = [];
  let started: (process: RunningProcess) => void = () => undefined;
  watchPrograms({
    clock,
    processes: {
      onStarted(told) {
        started = told;
        return () => undefined;
      },
    },
    ofPerson: ({ account }) => account === 'akhan',
    feed: (input) => fed.push(input),
  });
  const one = {
    pid: 1,
    executable: 'homework',
    originalName: null,
    path: null,
    startedAt: 0,
    account: 'akhan',
  };
  started(one);
  started({ ...one, pid: 2 });
  started({ ...one, executable: 'systemd', account: 'root' });
  started({ ...one, executable: 'notes', originalName: 'FLIMMER.EXE' });
  await clock.advance(60_000);
  started(one);
  assert.deepEqual(short(fed), [
    'application homework',
    'application notes\nFLIMMER.EXE',
    'application homework',
  ]);
});

test('files are named without their folder and ending, and a thousand at once are one deed', () => {
  const clock = createManualClock();
  const fed: AgentInput[] = [];
  const { changed, printed } = createFileNames({ clock, feed: (input) => fed.push(input) });
  const at = (path: string, folder = false): FileChange => ({ kind: 'created', path, folder });
  changed(at('/people/akhan/My flimmer.docx'));
  changed({ kind: 'renamed', from: '/people/akhan/a', path: 'D:\\people\\akhan\\v1.2', folder: true });
  changed({ kind: 'deleted', path: '/people/akhan/gone.txt', folder: false });
  changed(at('/people/akhan/.hidden'));
  changed(at('/people/akhan/~$letter.docx'));
  printed('A grobble.pdf');
  assert.deepEqual(short(fed), ['file My flimmer', 'file v1.2', 'file A grobble']);
  for (let n = 0; n < 1000; n += 1) changed(at(`/people/akhan/unpacked-${String(n)}.txt`));
  assert.equal(fed.length, 60);
});
