import { expect, type Page, test } from '@playwright/test';
import { type CaptureSummary, listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import type { Source } from '@lapwing/protocol/vocabulary.ts';
import { enrolByHand, openPupilBrowser, type PupilBrowser, removeProfile } from './src/chromium.ts';
import { makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { marker } from './src/visitor.ts';

/** Wherever a pupil writes or reads, the same words are one capture, and the capture says where they stood. */
test.describe.configure({ mode: 'serial' });

const WRITTEN = 'honestly everyone would be better off without me';
const READ = 'This page tells how to bypass the school filter';

interface Way {
  readonly how: string;
  readonly source: Source;
  /** Makes the words, with one of their own among them, appear. */
  readonly act: (page: Page, word: string) => Promise<void>;
}

const write = (word: string): string => `${WRITTEN} ${word}. `;

const WAYS: readonly Way[] = [
  {
    how: 'an input',
    source: 'typed',
    async act(page, word) {
      await page.goto(`${site.url}/write`);
      await page.getByLabel('Line').click();
      await page.keyboard.type(write(word));
    },
  },
  {
    how: 'a textarea',
    source: 'typed',
    async act(page, word) {
      await page.goto(`${site.url}/write`);
      await page.getByLabel('Essay').click();
      await page.keyboard.type(write(word));
    },
  },
  {
    how: 'an editor of its own (contenteditable)',
    source: 'typed',
    async act(page, word) {
      await page.goto(`${site.url}/write`);
      await page.getByRole('textbox', { name: 'Editor' }).click();
      await page.keyboard.type('A first line.');
      await page.keyboard.press('Enter');
      await page.keyboard.type(write(word));
    },
  },
  {
    how: 'a frame of the same site',
    source: 'typed',
    async act(page, word) {
      await page.goto(`${site.url}/frame-same`);
      await page.frameLocator('iframe').getByLabel('Essay').click();
      await page.keyboard.type(write(word));
    },
  },
  {
    how: 'a frame of another site',
    source: 'typed',
    async act(page, word) {
      await page.goto(`${site.url}/frame-other`);
      await page.frameLocator('iframe').getByLabel('Essay').click();
      await page.keyboard.type(write(word));
    },
  },
  {
    how: 'an open shadow root',
    source: 'typed',
    async act(page, word) {
      await page.goto(`${site.url}/shadow`);
      await page.getByLabel('Open').click();
      await page.keyboard.type(write(word));
    },
  },
  {
    how: 'a closed shadow root',
    source: 'typed',
    async act(page, word) {
      await page.goto(`${site.url}/shadow`);
      await page.locator('#closed').evaluate((host) => host.dispatchEvent(new Event('enter')));
      await page.keyboard.type(write(word));
    },
  },
  {
    how: 'an editor that draws on a canvas and empties its field',
    source: 'typed',
    async act(page, word) {
      await page.goto(`${site.url}/canvas-emptied`);
      await page.locator('canvas').click();
      await page.keyboard.type(write(word));
    },
  },
  {
    how: 'an editor that draws on a canvas and lets no key through',
    source: 'typed',
    async act(page, word) {
      await page.goto(`${site.url}/canvas-kept-out`);
      await page.locator('canvas').click();
      await page.keyboard.type(`${WRITTEN.slice(0, 20)}xyz`);
      for (let back = 0; back < 3; back += 1) await page.keyboard.press('Backspace');
      await page.keyboard.type(write(word).slice(20));
    },
  },
  {
    how: 'an input method',
    source: 'typed',
    async act(page, word) {
      await page.goto(`${site.url}/write`);
      await page.getByLabel('Essay').click();
      const input = await page.context().newCDPSession(page);
      // Proposed and taken back: what was never committed was never written.
      const proposed = `${WRITTEN} ${neverCommitted}`;
      const [selectionStart, selectionEnd] = [proposed.length, proposed.length];
      await input.send('Input.imeSetComposition', { text: proposed, selectionStart, selectionEnd });
      await input.send('Input.imeSetComposition', { text: 'ho', selectionStart: 2, selectionEnd: 2 });
      await input.send('Input.insertText', { text: `${WRITTEN} ${word}` });
      await page.keyboard.type('. ');
    },
  },
  {
    how: 'the clipboard',
    source: 'typed',
    async act(page, word) {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.goto(`${site.url}/write`);
      await page.evaluate((text) => navigator.clipboard.writeText(text), write(word));
      await page.getByLabel('Essay').click();
      await page.keyboard.press('Control+V');
      await expect(page.getByLabel('Essay')).toHaveValue(write(word));
    },
  },
  {
    how: 'the text of a page',
    source: 'page',
    async act(page, word) {
      reading = `<p>Hello.</p><p>${READ} ${word}.</p>`;
      await page.goto(`${site.url}/read`);
    },
  },
  {
    how: 'text that a script adds later',
    source: 'page',
    async act(page, word) {
      reading = '<p>Hello.</p><div id="later"></div>';
      await page.goto(`${site.url}/read`);
      await page.evaluate((text) => {
        document.querySelector('#later')?.append(text);
      }, `${READ} ${word}.`);
    },
  },
  {
    how: 'the title of a page',
    source: 'caption',
    async act(page, word) {
      await page.goto(`${site.url}/write`);
      await page.evaluate((title) => {
        document.title = title;
      }, `How to bypass the school filter ${word}`);
    },
  },
  {
    how: 'a query of a search engine',
    source: 'search',
    async act(page, word) {
      const query = `what is the easiest way to die ${word}`;
      await page.goto(`http://www.google.com:${site.port}/search?q=${encodeURIComponent(query)}&hl=en`);
      await expect(page).toHaveTitle('Results');
    },
  },
  {
    how: 'the address of a page',
    source: 'url',
    async act(page, word) {
      await page.goto(`${site.url}/bypass-the-school-filter-${word}`);
    },
  },
];

let server: ServerUnderTest;
let school: SchoolUnderTest;
let site: Site;
let pupil: PupilBrowser;
let reading = '';
const neverCommitted = marker();
const words = new Map<string, string>();

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  const editor =
    '<div role="textbox" aria-label="Editor" contenteditable style="min-height: 3em; border: 1px solid"></div>';
  const essay = '<label>Essay <textarea></textarea></label>';
  site = await startSite({
    '/write': html('Writing', `<label>Line <input name="line"></label>${essay}${editor}`),
    '/essay': html('Essay', essay),
    '/frame-same': html('Frame', '<iframe src="/essay"></iframe>'),
    '/frame-other': () => html('Frame', `<iframe src="${site.otherUrl}/essay"></iframe>`),
    '/shadow': html(
      'Shadow',
      `<div id="open"></div><div id="closed"></div>
       <script>
         document.querySelector('#open').attachShadow({ mode: 'open' }).innerHTML = '<label>Open <input></label>';
         const host = document.querySelector('#closed');
         const root = host.attachShadow({ mode: 'closed' });
         root.innerHTML = '<textarea></textarea>';
         host.addEventListener('enter', () => root.querySelector('textarea').focus());
       </script>`,
    ),
    '/canvas-emptied': canvasEditor("field.addEventListener('input', (event) => draw(event.data ?? ''));"),
    '/canvas-kept-out': canvasEditor(
      "frame.contentDocument.addEventListener('keypress', (event) => { event.preventDefault(); draw(event.key); });",
    ),
    '/read': () => html('Reading', reading),
    '/search': html('Results', '<p>Nothing was found.</p>'),
  });
  pupil = await openPupilBrowser({
    args: [
      '--host-resolver-rules=MAP www.google.com 127.0.0.1',
      '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable',
    ],
  });
  await enrolByHand(pupil, server.url, await school.newCode());
});

test.afterAll(async () => {
  await pupil?.close();
  await site?.stop();
  await server?.stop();
  removeProfile(pupil.profile);
  removeDataFolder(server.folder);
});

/** A page as large office suites make theirs: text on a canvas, keys into a hidden frame that keeps nothing. */
function canvasEditor(takeKeys: string): string {
  return html(
    'A document',
    `<canvas width="600" height="200" style="border: 1px solid"></canvas>
     <iframe style="position: absolute; width: 1px; height: 1px; border: 0"></iframe>
     <script>
       const frame = document.querySelector('iframe');
       const field = frame.contentDocument.createElement('div');
       field.contentEditable = 'true';
       frame.contentDocument.body.append(field);
       let drawn = '';
       function draw(text) {
         drawn += text;
         document.querySelector('canvas').getContext('2d').fillText(drawn.slice(-80), 10, 40);
         field.textContent = '';
       }
       ${takeKeys}
       document.querySelector('canvas').addEventListener('mousedown', (event) => {
         event.preventDefault();
         frame.contentWindow.focus();
         field.focus();
       });
     </script>`,
  );
}

async function captures(): Promise<CaptureSummary[]> {
  const { items } = await school.lead.ask(listCaptures, { query: { limit: '200' } });
  return items;
}

for (const { how, source, act } of WAYS) {
  test(`${how} is seen as ${source}`, async () => {
    const word = marker();
    words.set(how, word);
    const page = await pupil.context.newPage();
    await act(page, word);
    const mine = async (): Promise<string[]> =>
      (await captures())
        .filter((capture) => JSON.stringify(capture).includes(word))
        .map((capture) => capture.source);
    await expect.poll(mine).toEqual([source]);
    await page.close();
  });
}

test('each is one capture and no more, and what was never committed is none', async () => {
  const all = await captures();
  const ways = WAYS.map(({ how }) => words.get(how) ?? '');
  const of = (word: string): number => all.filter((capture) => JSON.stringify(capture).includes(word)).length;
  expect(ways.map((word) => of(word))).toEqual(ways.map(() => 1));
  expect(all.filter((capture) => !ways.some((word) => JSON.stringify(capture).includes(word)))).toEqual([]);
  expect(of(neverCommitted)).toBe(0);
});
