import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import {
  addAccessPolicy,
  deleteAccessPolicy,
  type AccessPolicyFields,
} from '@lapwing/protocol/features/access/api.ts';
import { endLesson, startLesson } from '@lapwing/protocol/features/lessons/api.ts';
import { sendMessage, type MessageBody } from '@lapwing/protocol/features/messages/api.ts';
import { liftRestrictions, setRestriction } from '@lapwing/protocol/features/restrictions/api.ts';
import type { Effect } from '@lapwing/protocol/features/restrictions/effect.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';
import type { PupilChromium } from './control-chromium.ts';
import { ask, at, type Room } from './control-school.ts';
import type { BenchServer } from './screens-server.ts';

/** A teacher at the console with a room, and the one browser of it that is looked at. */
export interface Desk {
  readonly server: BenchServer;
  readonly room: Room;
  readonly browser: PupilChromium;
  /** Resolves when the room has come to rest. */
  rest(): Promise<void>;
}

/** Milliseconds from each press to what was seen in the browser; infinite where it was not seen. */
export type Seen = Readonly<Record<string, number>>;

const GAMES = 'games.example';
const RIVERS = 'rivers.example';

const newId = (): string => uuidV7(Date.now(), randomBytes(10));

/** Everything that a console can make the browser of a device do, once each, on the whole room. */
export async function runKinds(desk: Desk): Promise<Seen> {
  const seen: Record<string, number> = {};
  const note = async (what: string, took: Promise<number>): Promise<void> => {
    seen[what] = await took;
    await desk.rest();
  };
  const { browser } = desk;
  const tab = await browser.open(GAMES);

  let end = held(desk, { kind: 'lock' });
  await note(
    'lock',
    timed(end.set, () => browser.appears('/lock.html')),
  );
  await note(
    'unlock',
    timed(end.lift, () => browser.goes('/lock.html')),
  );

  const closing: readonly [string, Effect][] = [
    ['internet off', { kind: 'internet-off' }],
    ['block list', { kind: 'block', sites: [GAMES], titles: [] }],
    ['only a list', { kind: 'allow-only', title: 'Rivers', sites: [RIVERS] }],
  ];
  for (const [what, effect] of closing) {
    end = held(desk, effect);
    await note(
      what,
      timed(end.set, () => browser.closed(tab)),
    );
    await note(
      `${what}, ended`,
      timed(end.lift, () => browser.shows(tab, GAMES)),
    );
  }
  await allow(desk, tab, note);

  end = held(desk, { kind: 'mute' });
  await note(
    'mute',
    timed(end.set, () => browser.muted(GAMES, true)),
  );
  await note(
    'mute, ended',
    timed(end.lift, () => browser.muted(GAMES, false)),
  );

  await lesson(desk, tab, note);
  await policies(desk, tab, note);

  await note(
    'message',
    timed(
      () => tell(desk, { kind: 'message', text: 'Please save your work' }),
      () => browser.appears('/message.html'),
    ),
  );
  await browser.close('/message.html');
  await note(
    'open a page',
    timed(
      () => tell(desk, { kind: 'open', url: browser.url(RIVERS) }),
      () => browser.appears(RIVERS),
    ),
  );
  await note(
    'close a page',
    timed(
      () => tell(desk, { kind: 'close-tabs', host: RIVERS, all: true }),
      () => browser.goes(RIVERS),
    ),
  );
  await tab.close();
  return seen;
}

type Note = (what: string, took: Promise<number>) => Promise<void>;

/** An exception for a site while only a list is open. */
async function allow(desk: Desk, tab: Page, note: Note): Promise<void> {
  const { browser } = desk;
  const only = held(desk, { kind: 'allow-only', title: 'Rivers', sites: [RIVERS] });
  await timed(only.set, () => browser.closed(tab));
  await desk.rest();
  const exception = held(desk, { kind: 'allow', sites: [GAMES] });
  await note(
    'allow a site',
    timed(exception.set, () => browser.shows(tab, GAMES)),
  );
  await note(
    'allow a site, ended',
    timed(exception.lift, () => browser.closed(tab)),
  );
  await timed(only.lift, () => browser.shows(tab, GAMES));
  await desk.rest();
}

/** What is set in a lesson ends with it. */
async function lesson(desk: Desk, tab: Page, note: Note): Promise<void> {
  const { browser, room, server } = desk;
  const id = newId();
  await ask(server, startLesson, { id, groupId: room.groupId, title: 'Rivers', minutes: 30 });
  await desk.rest();
  const set = (): Promise<unknown> =>
    ask(server, setRestriction, {
      ids: [newId()],
      targets: [{ kind: 'lesson', id }],
      effect: { kind: 'allow-only', title: 'Rivers', sites: [RIVERS] },
      minutes: null,
      lessonId: id,
    });
  await note(
    'only a list, in a lesson',
    timed(set, () => browser.closed(tab)),
  );
  await note(
    'lesson ended',
    timed(
      () => ask(server, at(endLesson, id), {}),
      () => browser.shows(tab, GAMES),
    ),
  );
}

/** What the school settles for groups: the device fetches it before it holds. */
async function policies(desk: Desk, tab: Page, note: Note): Promise<void> {
  const { browser, room, server } = desk;
  const fields = (kind: 'block' | 'downloads', sites: string[]): AccessPolicyFields => ({
    title: kind === 'block' ? 'No games' : 'No programs',
    kind,
    sites,
    titles: [],
    categories: [],
    endings: kind === 'downloads' ? ['exe'] : [],
    applications: [],
    words: null,
    status: 'enabled',
    hours: null,
    inHolidays: false,
    groupIds: [room.groupId],
  });
  let id = '';
  const add = (policy: AccessPolicyFields) => async (): Promise<void> => {
    ({ id } = await ask(server, addAccessPolicy, policy));
  };
  const remove = (): Promise<unknown> => ask(server, at(deleteAccessPolicy, id));
  await note(
    'policy: block',
    timed(add(fields('block', [GAMES])), () => browser.closed(tab)),
  );
  await note(
    'policy deleted',
    timed(remove, () => browser.shows(tab, GAMES)),
  );
  await note(
    'policy: downloads',
    timed(add(fields('downloads', [])), () => browser.stopsDownloads()),
  );
  await remove();
  // It tells the person of each that it stopped.
  await browser.close('/message.html');
  await desk.rest();
}

interface Held {
  readonly set: () => Promise<unknown>;
  readonly lift: () => Promise<unknown>;
}

/** A restriction on the room that is set and lifted by hand. */
function held(desk: Desk, effect: Effect): Held {
  const { room, server } = desk;
  const ids = [newId()];
  return {
    set: () =>
      ask(server, setRestriction, {
        ids,
        targets: [{ kind: 'group', id: room.groupId }],
        effect,
        minutes: 10,
        words: 'Eyes to the front, please',
      }),
    lift: () => ask(server, liftRestrictions, { ids }),
  };
}

function tell({ server, room }: Desk, what: MessageBody): Promise<unknown> {
  return ask(server, sendMessage, { id: newId(), targets: [{ kind: 'group', id: room.groupId }], what });
}

/** Milliseconds from before the request to what is seen, which is looked for from the beginning. */
async function timed(press: () => Promise<unknown>, seen: () => Promise<void>): Promise<number> {
  const since = performance.now();
  const [, took] = await Promise.all([
    press(),
    seen().then(
      () => performance.now() - since,
      () => Infinity,
    ),
  ]);
  return took;
}
