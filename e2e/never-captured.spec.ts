import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { enrolByHand, openPupilBrowser, type PupilBrowser, removeProfile } from './src/chromium.ts';
import { makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import {
  extensionStorage,
  type Traces,
  tracesInDatabase,
  tracesInFiles,
  tracesInText,
} from './src/traces.ts';
import { marker } from './src/visitor.ts';

/**
 * What must never be taken leaves no trace: in no table, no file of the server, no line it wrote, and not on the
 * device. Each search is first shown to find the same phrase where it was rightly taken.
 */
test.describe.configure({ mode: 'serial' });

const PHRASE = 'honestly everyone would be better off without me';

/** Types the phrase with a word of its own into one kind of field. */
interface Secret {
  readonly kind: string;
  readonly type: (page: Page, text: string) => Promise<void>;
}

const intoField =
  (label: string) =>
  async (page: Page, text: string): Promise<void> => {
    const field = page.getByLabel(label, { exact: true });
    await field.click();
    await page.keyboard.type(text);
    await expect(field).toHaveValue(text);
    await page.keyboard.press('Tab');
  };

const SECRETS: readonly Secret[] = [
  { kind: 'a password field', type: intoField('Password') },
  {
    kind: 'a password that is shown while it is typed',
    async type(page, text) {
      await page.getByLabel('New password').click();
      await page.keyboard.type(text.slice(0, 10));
      await page.getByRole('button', { name: 'Show it' }).click();
      await page.getByLabel('New password').click();
      await page.keyboard.press('End');
      await page.keyboard.type(text.slice(10));
      await expect(page.getByLabel('New password')).toHaveValue(text);
      await page.keyboard.press('Tab');
    },
  },
  {
    kind: 'a password whose field is exchanged for one of text',
    async type(page, text) {
      await page.getByRole('button', { name: 'Exchange it' }).click();
      await intoField('Old password')(page, text);
    },
  },
  { kind: 'a field that the page shows as dots', type: intoField('Dots') },
  { kind: 'a card number', type: intoField('Number on the front') },
  { kind: 'a field that is named after a card', type: intoField('Card holder') },
  { kind: 'a one-time code', type: intoField('From your phone') },
  { kind: 'a PIN', type: intoField('PIN') },
  {
    kind: 'a PIN in an editor that keeps no text and is given another name afterwards',
    async type(page, text) {
      await page.getByRole('textbox', { name: 'Card PIN' }).click();
      await page.keyboard.type(text);
      await page.getByRole('textbox', { name: 'Card PIN' }).evaluate((editor) => {
        editor.setAttribute('aria-label', 'Notes');
      });
      await page.keyboard.type('and so on. ');
      await page.keyboard.press('Tab');
    },
  },
  {
    kind: 'a password in a shadow root',
    async type(page, text) {
      const host = page.locator('#closed');
      await host.evaluate((element) => element.dispatchEvent(new Event('enter')));
      await page.keyboard.type(text);
      await expect(host).toHaveAttribute('data-length', String(text.length));
      await page.keyboard.press('Tab');
    },
  },
  {
    kind: 'a password in a frame',
    async type(page, text) {
      const field = page.frameLocator('iframe').getByLabel('Password');
      await field.click();
      await page.keyboard.type(text);
      await expect(field).toHaveValue(text);
      await page.keyboard.press('Tab');
    },
  },
];

const ACCOUNT = html(
  'Your account',
  `<p><label>Password <input type="password" name="p1"></label>
   <p><label>New password <input type="password" id="shown"></label>
      <button type="button" onclick="shown.type='text'">Show it</button>
   <p id="swap"><label>Old password <input type="password" name="old"></label></p>
      <button type="button" onclick="swap.innerHTML='<label>Old password <input type=text name=old></label>'">Exchange it</button>
   <p><label>Dots <input type="text" style="-webkit-text-security: disc"></label>
   <p><label>Number on the front <input type="text" autocomplete="cc-number"></label>
   <p><label>Card holder <input type="text"></label>
   <p><label>From your phone <input type="text" autocomplete="one-time-code"></label>
   <p><label>PIN <input type="text"></label>
   <div contenteditable role="textbox" aria-label="Card PIN" style="min-height: 1em" onkeypress="event.preventDefault()"></div>
   <div id="closed"></div>
   <iframe srcdoc="<label>Password <input type=password></label>"></iframe>
   <script>
     const host = document.querySelector('#closed');
     const root = host.attachShadow({ mode: 'closed' });
     root.innerHTML = '<input type="password">';
     const inner = root.querySelector('input');
     host.addEventListener('enter', () => inner.focus());
     inner.addEventListener('input', () => { host.dataset.length = inner.value.length; });
   </script>`,
);

let server: ServerUnderTest;
let school: SchoolUnderTest;
let site: Site;
let pupil: PupilBrowser;
/** Stands in every secret, so that one search looks for them all. */
const stem = marker();
let secrets: { kind: string; word: string }[] = [];
const taken = marker();
const takenOffline = marker();

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder(), logLevel: 'debug' });
  school = await makeSchool(server);
  site = await startSite({
    '/account': ACCOUNT,
    '/essay': html('My essay', '<label>Essay <textarea></textarea></label>'),
    '/help': html('Help', '<label>Message <textarea></textarea></label>'),
  });
  pupil = await openPupilBrowser({ args: [`--host-resolver-rules=MAP www.childline.org.uk 127.0.0.1`] });
  await enrolByHand(pupil, server.url, await school.newCode());
});

test.afterAll(async () => {
  await pupil?.close();
  await site?.stop();
  await server?.stop();
  removeProfile(pupil.profile);
  removeDataFolder(server.folder);
});

/** Types the phrase everywhere where it must not be taken, and last where it must. */
async function typeEverywhere(word: string): Promise<{ kind: string; word: string }[]> {
  const typed: { kind: string; word: string }[] = [];
  for (const { kind, type } of SECRETS) {
    const page = await pupil.context.newPage();
    await page.goto(`${site.url}/account`);
    const secret = `${stem}${marker()}`;
    await type(page, `${PHRASE} ${secret}. `);
    typed.push({ kind, word: secret });
    await page.close();
  }
  const help = await pupil.context.newPage();
  await help.goto(`http://www.childline.org.uk:${site.port}/help`);
  const asked = `${stem}${marker()}`;
  await help.getByLabel('Message').click();
  await help.keyboard.type(`${PHRASE} ${asked}. `);
  typed.push({ kind: 'a message to a helpline', word: asked });
  await help.close();

  // The worker takes things in order: when this one is there, those before it have been looked at.
  const essay = await pupil.context.newPage();
  await essay.goto(`${site.url}/essay`);
  await essay.getByLabel('Essay').click();
  await essay.keyboard.type(`${PHRASE} ${word}. `);
  await expect.poll(async () => tracesInText('stored', await everythingStored(), word)).not.toEqual([]);
  await essay.close();
  return typed;
}

/** On the device and, while the server runs, in its answers. */
async function everythingStored(): Promise<string> {
  const onDevice = await extensionStorage(await pupil.worker());
  if (server.ended()) return onDevice;
  return onDevice + JSON.stringify(await school.lead.ask(listCaptures));
}

async function tracesOf(word: string): Promise<Traces> {
  return [
    ...(server.ended() ? [] : await tracesInDatabase(server.folder, word)).map((place) => `table ${place}`),
    ...tracesInFiles(server.folder, word).map((place) => `file ${place}`),
    ...tracesInText('what the server wrote', server.output(), word),
    ...tracesInText('the extension’s storage', await extensionStorage(await pupil.worker()), word),
    ...['IndexedDB', 'Local Extension Settings', 'Service Worker', 'Extension State'].flatMap((place) =>
      tracesInFiles(path.join(pupil.profile, 'Default', place), word).map(
        (file) => `profile ${place}/${file}`,
      ),
    ),
  ];
}

/** Which of the secrets lie about, and where. They are looked for one by one only when there is one to name. */
async function secretsFound(typed: readonly { kind: string; word: string }[]): Promise<string[]> {
  if ((await tracesOf(stem)).length === 0) return [];
  const found: string[] = [];
  for (const { kind, word } of typed) {
    for (const place of await tracesOf(word)) found.push(`${kind}: ${place}`);
  }
  return found.length > 0 ? found : ['a secret that was typed only in part'];
}

test('what is typed into a secret field is not taken while the device is connected', async () => {
  // Every table, file and profile is searched for every secret: that takes its time on a busy machine.
  test.setTimeout(120_000);
  secrets = await typeEverywhere(taken);
  await expect
    .poll(async () => (await school.lead.ask(listCaptures)).items.map(({ text }) => text?.sentence))
    .toEqual([`${PHRASE} ${taken}.`]);
  const found = await tracesOf(taken);
  expect(found, 'the search finds what was rightly taken').toContain('table public.captures');
  expect(tracesInText('what the server wrote', server.output(), taken), 'no words in the log').toEqual([]);
  expect(await secretsFound(secrets)).toEqual([]);
});

test('nor while it is offline, when captures wait on the device', async () => {
  test.setTimeout(120_000);
  await server.stop();
  const offline = await typeEverywhere(takenOffline);
  expect(await tracesOf(takenOffline), 'the search finds what waits').toEqual(['the extension’s storage']);
  expect(await secretsFound([...secrets, ...offline])).toEqual([]);
});
