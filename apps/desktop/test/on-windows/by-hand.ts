import { createInterface } from 'node:readline/promises';

import { windowsApi } from '../../src/platform/windows/api.ts';
import { openInput } from '../../src/platform/windows/input.ts';
import { openScreen } from '../../src/platform/windows/screen.ts';
import { openSession } from '../../src/platform/windows/session.ts';
import { createSurfaces } from '../../src/platform/windows/surfaces.ts';
import { openWindows } from '../../src/platform/windows/windows.ts';
import { coverOf } from '../contract/surfaces.ts';
import { openLosableUi } from '../windows/lost-hooks.ts';

// What has to be seen by a person on Windows, one thing after the other.

const COVER_MS = 15_000;
const WAIT_MS = 15_000;
/** Longer than Windows waits for a hook, whatever LowLevelHooksTimeout says. */
const TOO_LATE_MS = 1500;
const BLUE = 0x2040c0;

const api = windowsApi();
const { ui, slow } = await openLosableUi(api);
const windows = openWindows(api);
const screen = openScreen(api, ui);
const shown = createSurfaces(api, ui);
const { surfaces } = shown;
const input = await openInput(api, ui, windows);
const lines = createInterface({ input: process.stdin, output: process.stdout });
let keys: string[] = [];
input?.source.onKey(({ key, command }) => keys.push(command ? `<${key}>` : key));
const wrong: string[] = [];

const wait = async (ms: number): Promise<void> => {
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
};
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
async function check(what: string, doIt: string, see: () => Promise<string>): Promise<void> {
  await lines.question(`\n${what}\n  ${doIt}\n  Press Enter, then do it.`);
  keys = [];
  say(`  ${await see()}`);
  if ((await lines.question('  Was that right? (y/n) ')).trim().toLowerCase() !== 'y') wrong.push(what);
}
const typed = async (): Promise<string> => {
  await wait(WAIT_MS);
  return `Read: ${keys.join(' ')}`;
};
const watched = async (): Promise<string> => {
  const seen: string[] = [];
  for (let at = 0; at < WAIT_MS / 1000; at++) {
    await wait(1000);
    const taken = await screen.grab({ x: 0, y: 0, width: 8, height: 8 });
    seen.push(taken.ok ? 'taken' : taken.why);
  }
  return `Each second: ${seen.join(' ')}`;
};
const covered = async (): Promise<string> => {
  await surfaces.cover(
    coverOf(() => BLUE),
    () => undefined,
  );
  await wait(COVER_MS);
  await surfaces.cover(null, () => undefined);
  return `The cover stood for ${COVER_MS / 1000} s. Read behind it: ${keys.join(' ') || 'nothing'}`;
};

await check('Accents', 'With a French layout, type é ê ñ by dead keys into Notepad.', typed);
await check('AltGr', 'With a German layout, type an @ into Notepad: it is no command.', typed);
await check(
  'A slow hook',
  'Type on and on into Notepad, in words that you know again: for the first 15 s the hook answers too late. Only what you type in the second 15 s is shown, and all but its first two seconds has to be there. Do this three times: after the third the keyboard counts as lost.',
  async () => {
    slow(TOO_LATE_MS);
    await wait(WAIT_MS);
    slow(0);
    keys = [];
    const read = await typed();
    return `${read}\n  The keyboard counts as ${input?.source.hearing?.now() === true ? 'read' : 'lost'}.`;
  },
);
await check('A password', 'Type into a password field of a browser: nothing may be read.', typed);
await check('Task Manager', 'While it is covered, press Ctrl+Alt+Del and open Task Manager.', covered);
await check('After Ctrl+Alt+Del', 'Type into Notepad: all of it is read.', typed);
await check('Lock', 'Press Win+L, wait five seconds, sign in: hidden meanwhile.', watched);
await check('User Account Control', 'Start a program as administrator: hidden while it asks.', watched);
await check('Monitors', 'Plug in a second monitor, with another scale.', async () => {
  await wait(WAIT_MS);
  return JSON.stringify(await screen.monitors());
});
await check('All monitors', 'See that the cover reaches all edges of all.', covered);
await check('A program from the store', 'Bring Calculator to the front.', async () => {
  await wait(WAIT_MS / 3);
  return JSON.stringify(windows.front());
});
await check(
  'A browser',
  'With the agent installed, open Chrome, then Edge, each with the extension, and type into a page.',
  () => Promise.resolve('On the console it is one device, and told once: see there.'),
);
await check('Time', 'Do nothing.', async () => {
  const from = performance.now();
  for (let at = 0; at < 20; at++) await screen.grab(null);
  const grab = (performance.now() - from) / 20;
  const between = performance.now();
  for (let at = 0; at < 20; at++) screen.stamp();
  return `${grab.toFixed(1)} ms a grab, ${((performance.now() - between) / 20).toFixed(1)} ms a stamp`;
});
say(wrong.length === 0 ? '\nAll was right.' : `\nWrong: ${wrong.join(', ')}`);
if ((await lines.question('Last: log off within 20 s? (y/n) ')).trim().toLowerCase() === 'y')
  await openSession(api).logOff(20_000);
await shown.close();
await input?.close();
screen.stop();
windows.stop();
await ui.close();
lines.close();
