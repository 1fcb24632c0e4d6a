import { expect, test } from '@playwright/test';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import type { Timetable } from '@lapwing/protocol/features/policies/edits.ts';
import { showTimetable } from '@lapwing/protocol/features/policies/settings.api.ts';
import { addedTerm } from '../apps/server/test/own-terms.ts';
import {
  enrolByHand,
  openPupilBrowser,
  type PupilBrowser,
  removeProfile,
  waitUntilConnected,
} from './src/chromium.ts';
import { makeSchool, type SchoolUnderTest } from './src/school.ts';
import { makeDataFolder, removeDataFolder, type ServerUnderTest, startServer } from './src/server.ts';
import { page as html, type Site, startSite } from './src/site.ts';
import { changePolicies, wholeSchoolOf } from './src/terms.ts';
import { extensionStorage } from './src/traces.ts';
import { marker } from './src/visitor.ts';

/**
 * A policy that is scheduled for lessons is watched for in lessons and not outside them: as the school changes its
 * week, and on a device without the school as the days go by. Other policies go on, and nobody at the device is told.
 */
test.describe.configure({ mode: 'serial' });

const DAY_MS = 24 * 3_600_000;
/** Made-up words: one of a policy that is scheduled, one of a policy that is not. */
const SCHEDULED = 'flimmer';
const ALWAYS = 'grobble';

let server: ServerUnderTest;
let school: SchoolUnderTest;
let site: Site;
let pupil: PupilBrowser;
/** Sentences that were written and are to be found, by their marker words. */
const expected: string[] = [];

test.beforeAll(async () => {
  server = await startServer({ folder: makeDataFolder() });
  school = await makeSchool(server);
  site = await startSite({ '/essay': html('My essay', '<label>Essay <textarea></textarea></label>') });
  await changePolicies(school, [
    addedTerm(SCHEDULED, { policy: 'drugs' }),
    addedTerm(ALWAYS, { policy: 'gambling' }),
    {
      kind: 'watch',
      groupId: await wholeSchoolOf(school),
      policy: 'drugs',
      value: { status: 'scheduled', periods: ['lesson'], sources: null, actions: null },
    },
    { kind: 'timetable', value: weekOf('lesson') },
  ]);
  pupil = await openPupilBrowser();
  await enrolByHand(pupil, server.url, await school.newCode());
});

test.afterAll(async () => {
  await pupil?.close();
  await site?.stop();
  await server?.stop();
  removeProfile(pupil.profile);
  removeDataFolder(server.folder);
});

/** The same all day on every day, and holidays from the day after tomorrow on. */
function weekOf(period: 'lesson' | 'break'): Timetable {
  const dayAfter = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  return {
    week: Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00', period }]),
    holidays: [{ name: 'Half-term', from: dayAfter(2), to: dayAfter(9) }],
  };
}

/** Writes a sentence with the word in a page of its own; answers the marker that is in it and nowhere else. */
async function write(word: string): Promise<string> {
  const mark = marker();
  const page = await pupil.context.newPage();
  await page.goto(`${site.url}/essay`);
  await page.getByLabel('Essay').click();
  await page.keyboard.type(`${mark} has a ${word} today. `);
  await page.close();
  return mark;
}

/** Whether a capture with the marker lies on the device, to be sent. */
async function waits(mark: string): Promise<boolean> {
  return (await extensionStorage(await pupil.worker())).includes(mark);
}

/** Waits until just these sentences have become captures. */
async function expectCaptures(marks: readonly string[]): Promise<void> {
  await expect
    .poll(async () => {
      const { items } = await school.lead.ask(listCaptures);
      return marks.filter((mark) => items.some(({ text }) => text?.sentence.includes(mark) === true)).length;
    })
    .toBe(marks.length);
  expect((await school.lead.ask(listCaptures)).items).toHaveLength(marks.length);
}

/** Waits until the device keeps the own terms, and rules whose week is of such hours alone. */
async function expectRules(period: 'lesson' | 'break'): Promise<void> {
  const other = period === 'lesson' ? 'break' : 'lesson';
  await expect
    .poll(async () => {
      const stored = await extensionStorage(await pupil.worker());
      const has = (hours: string): boolean => new RegExp(`"period\\\\*":\\\\*"${hours}`).test(stored);
      return stored.includes('own-pack:') && has(period) && !has(other);
    })
    .toBe(true);
}

test('in lesson time both policies are watched for', async () => {
  expect((await school.lead.ask(showTimetable)).now).toBe('lesson');
  await expectRules('lesson');
  expected.push(await write(SCHEDULED), await write(ALWAYS));
  await expectCaptures(expected);
});

test('outside lessons the scheduled one is not, and the other goes on', async () => {
  await changePolicies(school, [{ kind: 'timetable', value: weekOf('break') }]);
  await expectRules('break');
  await write(SCHEDULED);
  // Found after it, and by the same device: had the first been found, it would have come before.
  expected.push(await write(ALWAYS));
  await expectCaptures(expected);
});

test('without the school, over a restart of the browser, a lesson is still a lesson', async () => {
  test.setTimeout(60_000);
  await changePolicies(school, [{ kind: 'timetable', value: weekOf('lesson') }]);
  await expectRules('lesson');
  await waitUntilConnected(pupil);
  await server.stop();
  await pupil.close();
  pupil = await openPupilBrowser({ profile: pupil.profile });
  for (const word of [SCHEDULED, ALWAYS]) {
    const mark = await write(word);
    await expect.poll(async () => waits(mark)).toBe(true);
    expected.push(mark);
  }
});

test('when the holidays come it is watched for no more, by no message but the clock, and nobody is told', async () => {
  const told = await whatThePupilReads();
  const worker = await pupil.worker();
  // Three days go by for the device: the clock of its agent, which is that of the worker, is moved on.
  await worker.evaluate((ms) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ms;
  }, 3 * DAY_MS);
  const unseen = await write(SCHEDULED);
  const seen = await write(ALWAYS);
  expected.push(seen);
  await expect.poll(async () => waits(seen)).toBe(true);
  // Looked at before the other, in the order in which they were written.
  expect(await waits(unseen)).toBe(false);
  expect((await whatThePupilReads()).replaceAll(/\d+/gu, 'n')).toBe(told.replaceAll(/\d+/gu, 'n'));
});

test('what was found in the lesson, and nothing else, comes in when the school is back', async () => {
  server = await startServer({ folder: server.folder, port: Number(new URL(server.url).port) });
  await waitUntilConnected(pupil);
  await expectCaptures(expected);
});

/** All words of the popup. */
async function whatThePupilReads(): Promise<string> {
  const popup = await pupil.popup();
  await expect(popup.getByText(/^Not connected to the school right now\./)).toBeVisible();
  const text = await popup.locator('body').innerText();
  await popup.close();
  return text;
}
