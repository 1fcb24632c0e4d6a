import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';

import { createRemembered } from '../../src/platform/node/remembered.ts';
import { windowsApi } from '../../src/platform/windows/api.ts';
import { deviceApi } from '../../src/platform/windows/device-api.ts';
import { openMachine } from '../../src/platform/windows/machine.ts';
import { openSession } from '../../src/platform/windows/session.ts';
import { createSound } from '../../src/platform/windows/sound.ts';
import { openSpeakers } from '../../src/platform/windows/speakers.ts';
import { openUi } from '../../src/platform/windows/ui.ts';

// What is plugged, printed, muted and switched by a person on Windows, one thing after the other, as an administrator.
// Started by `psexec -s -i`, it is LocalSystem, as the service is.

const [, , account = ''] = process.argv;
const api = windowsApi();
const folder = mkdtempSync(path.join(tmpdir(), 'by-hand-'));
const machine = await openMachine(folder);
const { power, printing, removableMedia: media, files } = machine;
const lines = createInterface({ input: process.stdin, output: process.stdout });
const wrong: string[] = [];
let told: string[] = [];

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const tell = (what: string, detail: unknown = ''): void => {
  told.push(what);
  say(`  ${new Date().toISOString()} ${what} ${JSON.stringify(detail)}`);
};
async function check(what: string, doIt: string, during: () => Promise<void> = async () => undefined) {
  await lines.question(`\n${what}\n  ${doIt}\n  Press Enter, then do it.`);
  told = [];
  await during();
  await lines.question('  Press Enter when it is done.');
  say(`  Told: ${told.join(', ') || 'nothing'}`);
  if ((await lines.question('  Was that right? (y/n) ')).trim().toLowerCase() !== 'y') wrong.push(what);
}

async function tellWho(): Promise<void> {
  const person = await session.current();
  tell(person === null ? 'nobody' : 'somebody', person);
}

say(`Gaps: ${machine.gaps.join(' ')}`);
power?.onSleep(() => {
  tell('sleeps');
});
power?.onWake(() => {
  tell('has woken');
});
printing?.onPrinted((job) => {
  tell('printed', job);
});
printing?.onRefused((job) => {
  tell('refused', job);
});
media?.onArrived((medium) => {
  tell('arrived', medium);
});
media?.onGone((id) => {
  tell('gone', id);
});

await check(
  'Sleep',
  'Let the device sleep, and wake it: both are told, each once. Also with Modern Standby.',
);
await check('Print', 'Print a page: told once, with document, person, pages and printer.');
await check('The spooler', 'Restart the Print Spooler, wait for 30 s, print a page: told.');
await check('Print while it is off', 'Print: nothing comes out, and it is told as refused.', async () => {
  say(`  Off: ${String(await printing?.setAllowed(false))}`);
});
await check('Print again', 'Print: it comes out. A printer that was paused before is still.', async () => {
  say(`  On: ${String(await printing?.setAllowed(true))}`);
});
await check(
  'A stick',
  'Plug in a stick, a card and a USB disk, and pull them: name, maker and size are told.',
);
await check(
  'Sticks while off',
  'With one in and a document of it open: none can be read, new ones neither.',
  async () => {
    say(`  Off: ${String(await media?.setAllowed(false))}`);
  },
);
await check('A telephone while off', 'Plug in a telephone: its pictures cannot be opened.');
await check('Sticks again', 'The stick that stayed in can be read without being pulled.', async () => {
  say(`  On: ${String(await media?.setAllowed(true))}`);
});
const own = (await openSession(api).current())?.account ?? '';
const watched = (await files?.personal(account === '' ? own : account)) ?? [];
const cancel = files?.watch(
  watched,
  (change) => {
    tell(change.kind, change);
  },
  () => {
    tell('lost');
  },
);
say(`\nWatched: ${watched.join(', ') || 'nothing'}`);
await check('Files', 'Make, rename, move between folders, delete, delete for good, restore; save in Word.');
await check('Folders elsewhere', 'The same where they are in OneDrive, or redirected to a server.');
await check('Many files', 'Unpack an archive of a thousand files, then delete one: lost, then told.');
cancel?.();
await machine.close();

const ui = await openUi();
const session = openSession(api, ui);
session.onChange(() => void tellWho());
await check('Lock', 'Press Win+L, and sign in: told twice, and it is you.');
await check('Switch', 'Switch to another person and back: nobody, then you.');
const speakers = openSpeakers(deviceApi());
const sound =
  speakers === null ? null : createSound(speakers, createRemembered(path.join(folder, 'muted.json')));
await check(
  'Mute',
  'Play a tone: not heard, nor by headphones plugged in now, nor when turned on.',
  async () => {
    say(`  Muted: ${String(await sound?.setMuted(true))}`);
  },
);
await check('Sound', 'It is heard again, and what was muted before is still muted.', async () => {
  say(`  Heard: ${String(await sound?.setMuted(false))}`);
});
say(wrong.length === 0 ? '\nAll was right.' : `\nWrong: ${wrong.join(', ')}`);
await sound?.stop();
await ui.close();
lines.close();
