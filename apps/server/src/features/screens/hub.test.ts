import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServerFrame } from '@lapwing/protocol/agent-frames.ts';
import type { Picture } from '@lapwing/protocol/features/screens/picture.ts';
import type { ScreenState } from '@lapwing/protocol/features/screens/shown.event.ts';
import type { ScreensWanted } from '@lapwing/protocol/features/screens/wanted.command.ts';
import * as fc from 'fast-check';
import type { Wish } from './demand.ts';
import { createHub, GATHER_MS, LINGER_MS, REPEAT_MS, type Hub, type HubLine, type Watcher } from './hub.ts';
import { manualTimers, type ManualTimers } from './manual-timers.fixture.ts';

const PLACE = { schoolId: 'school', deviceId: 'device' };
const GLANCE: Wish = { purpose: 'glance', width: 320, everyMs: 2000 };
const LOOK: Wish = { purpose: 'look', width: 1280, everyMs: 1000 };
const NOTHING = { application: '', title: '', site: null };
const FRONT = { application: 'Chromium', title: 'Homework', site: 'docs.example' };

interface Seen extends Watcher {
  readonly states: string[];
  readonly pictures: number[];
  readonly fronts: string[];
}
function watcherNamed(name: string): Seen {
  const [states, pictures, fronts]: [string[], number[], string[]] = [[], [], []];
  return {
    name,
    states,
    pictures,
    fronts,
    stands(_id, standing) {
      states.push(standing.state);
      fronts.push(standing.front.title);
    },
    picture: (_id, picture) => void pictures.push(picture.takenAt),
  };
}

interface Rig {
  readonly hub: Hub;
  readonly timers: ManualTimers;
  readonly line: HubLine;
  readonly sent: ServerFrame[];
  /** The command that the device was told last. */
  readonly command: () => ScreensWanted;
  readonly commands: () => ScreensWanted[];
  readonly show: (state: ScreenState, answeredBy?: 'person' | 'silence' | null) => void;
  /** @returns whether it answered a command in force */
  readonly picture: (takenAt: number, id?: string) => boolean;
}
function rig(options: { shows?: boolean; works?: boolean } = {}): Rig {
  const timers = manualTimers();
  let count = 0;
  const hub = createHub({ timers, makeId: () => `command ${(count += 1)}` });
  const sent: ServerFrame[] = [];
  const line: HubLine = {
    shows: options.shows ?? true,
    works: options.works ?? true,
    send: (frame) => void sent.push(frame),
  };
  hub.enter(PLACE, line);
  hub.release(PLACE, 'ana');
  const commands = (): ScreensWanted[] => sent.filter((frame) => frame.type === 'screens/wanted');
  const command = (): ScreensWanted => {
    const last = commands().at(-1);
    assert.ok(last !== undefined, 'nothing was asked of the device');
    return last;
  };
  return {
    hub,
    timers,
    line,
    sent,
    command,
    commands,
    show(state, answeredBy = null) {
      const front = state === 'live' ? FRONT : NOTHING;
      hub.shown(PLACE, line, { type: 'screens/shown', id: command().id, state, front, answeredBy });
    },
    picture: (takenAt, id = command().id) => hub.picture(PLACE, line, pictureOf(id, takenAt)),
  };
}
function pictureOf(id: string, takenAt: number): Picture {
  return { id, takenAt, width: 320, height: 200, mediaType: 'image/jpeg', bytes: new Uint8Array([1]) };
}

describe('the hub of live screens', () => {
  it('asks a device only while somebody watches, once for all of them, and for the most that any wants', () => {
    const { hub, timers, sent, command, commands } = rig();
    timers.pass(60_000);
    assert.deepEqual(sent, []);
    hub.watch(PLACE, watcherNamed('Eight'), GLANCE, 'ana');
    hub.watch(PLACE, watcherNamed('Lead'), { ...LOOK, width: 1000 }, 'ana');
    timers.pass(GATHER_MS);
    assert.equal(commands().length, 1);
    const { purpose, width, everyMs, watchers } = command();
    assert.deepEqual(
      { purpose, width, everyMs, watchers },
      {
        purpose: 'look',
        width: 1280,
        everyMs: 1000,
        watchers: ['Lead'],
      },
    );
  });

  it('names nobody for a glance and at most five for a look', () => {
    const { hub, timers, command } = rig();
    hub.watch(PLACE, watcherNamed('Eight'), GLANCE, 'ana');
    timers.pass(GATHER_MS);
    assert.deepEqual(command().watchers, []);
    for (const name of ['A', 'B', 'C', 'D', 'E', 'F', 'A']) hub.watch(PLACE, watcherNamed(name), LOOK, 'ana');
    timers.pass(GATHER_MS);
    assert.deepEqual(command().watchers, ['A', 'B', 'C', 'D', 'E']);
  });

  it('does not trouble a device while a grid is scrolled past it', () => {
    const { hub, timers, sent } = rig();
    const watcher = watcherNamed('Eight');
    for (let turn = 0; turn < 50; turn += 1) {
      hub.watch(PLACE, watcher, GLANCE, 'ana');
      timers.pass(10);
      hub.unwatch(PLACE, watcher);
      timers.pass(10);
    }
    timers.pass(GATHER_MS);
    const before = sent.length;
    assert.ok(before <= 1, `${before} commands`);
    hub.watch(PLACE, watcher, GLANCE, 'ana');
    timers.pass(LINGER_MS * 3);
    assert.ok(sent.length <= 1);
  });

  it('keeps a stream a little after its last watcher, and then says that nobody looks', () => {
    const { hub, timers, sent } = rig();
    const watcher = watcherNamed('Eight');
    hub.watch(PLACE, watcher, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    hub.unwatch(PLACE, watcher);
    timers.pass(GATHER_MS + LINGER_MS - 1);
    assert.deepEqual(
      sent.map((frame) => frame.type),
      ['screens/wanted'],
    );
    timers.pass(1);
    assert.deepEqual(
      sent.map((frame) => frame.type),
      ['screens/wanted', 'screens/unwanted'],
    );
    timers.pass(REPEAT_MS * 3);
    assert.equal(sent.length, 2);
    assert.equal(hub.streams(), 0);
  });

  it('repeats what it asks for, the same command', () => {
    const { hub, timers, commands } = rig();
    hub.watch(PLACE, watcherNamed('Eight'), GLANCE, 'ana');
    timers.pass(REPEAT_MS * 3 + GATHER_MS);
    assert.equal(commands().length, 4);
    assert.equal(new Set(commands().map((frame) => frame.id)).size, 1);
  });

  it('asks for more at once, and for less only when it lasts', () => {
    const { hub, timers, commands, command } = rig();
    const [one, other] = [watcherNamed('Eight'), watcherNamed('Lead')];
    hub.watch(PLACE, one, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    hub.watch(PLACE, other, LOOK, 'ana');
    timers.pass(GATHER_MS);
    assert.equal(command().purpose, 'look');
    hub.unwatch(PLACE, other);
    timers.pass(GATHER_MS + 1000);
    hub.watch(PLACE, other, LOOK, 'ana');
    timers.pass(LINGER_MS * 2);
    assert.equal(commands().length, 2);
    hub.unwatch(PLACE, other);
    timers.pass(GATHER_MS + LINGER_MS);
    assert.equal(command().purpose, 'glance');
  });

  it('hands a picture to each who watches, and the last one to who comes later', () => {
    const { hub, timers, show, picture } = rig();
    const [one, late] = [watcherNamed('Eight'), watcherNamed('Lead')];
    hub.watch(PLACE, one, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    show('live');
    assert.ok(picture(1));
    timers.pass(10_000);
    hub.watch(PLACE, late, GLANCE, 'ana');
    assert.deepEqual([one.pictures, late.pictures], [[1], [1]]);
    assert.deepEqual([one.states, late.states], [['waiting', 'live'], ['live']]);
  });

  it('takes nothing for a picture that answers no command in force, or comes unasked', () => {
    const { hub, timers, show, picture, command, line } = rig();
    assert.ok(!picture(1, 'made up'));
    const one = watcherNamed('Eight');
    hub.watch(PLACE, one, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    picture(2);
    assert.deepEqual(one.pictures, [], 'before it said that it shows');
    show('live');
    const before = command().id;
    hub.watch(PLACE, one, { ...GLANCE, width: 640 }, 'ana');
    timers.pass(GATHER_MS);
    assert.ok(!picture(3, before));
    assert.ok(picture(4));
    assert.ok(!hub.picture({ ...PLACE, deviceId: 'another' }, line, pictureOf(command().id, 5)));
    assert.ok(!hub.picture(PLACE, { ...line }, pictureOf(command().id, 6)), 'of a connection before');
    show('private');
    picture(7);
    // The second time because another width was wanted.
    assert.deepEqual(one.pictures, [2, 2, 4]);
  });

  it('keeps a picture that was quicker than the word that it may be shown, and only for a moment', () => {
    const { hub, timers, show, picture } = rig();
    const one = watcherNamed('Eight');
    hub.watch(PLACE, one, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    picture(1);
    timers.pass(500);
    show('live');
    show('private');
    picture(2);
    timers.pass(60_000);
    show('live');
    assert.deepEqual(one.pictures, [1]);
  });

  it('goes on showing who asked the small picture of a screen that they were let see', () => {
    const { hub, timers, show, picture, command } = rig();
    const [asked, other] = [watcherNamed('Eight'), watcherNamed('Lead')];
    hub.watch(PLACE, asked, LOOK, 'ana');
    hub.watch(PLACE, other, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    show('live', 'person');
    picture(1);
    hub.watch(PLACE, asked, GLANCE, 'ana');
    timers.pass(GATHER_MS + LINGER_MS);
    assert.equal(command().purpose, 'glance');
    show('live', 'person');
    picture(2);
    assert.deepEqual(asked.pictures, [1, 1, 2]);
    show('asks-first');
    assert.equal(asked.states.at(-1), 'asks-first');
    show('live', 'person');
    picture(3);
    assert.deepEqual([asked.pictures, other.pictures], [[1, 1, 2], []]);
  });

  it('shows who glances nothing of what somebody was asked for by another', () => {
    const { hub, timers, show, picture } = rig();
    const [glancing, looking, second] = [watcherNamed('Eight'), watcherNamed('Lead'), watcherNamed('Head')];
    hub.watch(PLACE, glancing, GLANCE, 'ana');
    hub.watch(PLACE, looking, LOOK, 'ana');
    timers.pass(GATHER_MS);
    show('asking');
    show('live', 'person');
    picture(1);
    hub.watch(PLACE, second, LOOK, 'ana');
    picture(2);
    assert.deepEqual([glancing.pictures, looking.pictures, second.pictures], [[], [1, 2], []]);
    assert.deepEqual(glancing.states, ['waiting', 'asks-first', 'asks-first']);
    assert.ok(glancing.fronts.every((title) => title === ''));
    assert.deepEqual(second.states, ['waiting']);
    // Once the person has been asked for the second too.
    timers.pass(GATHER_MS);
    show('live', 'person');
    picture(3);
    assert.deepEqual(second.pictures, [2, 3]);
  });

  it('gives who keeps pictures none that was made for a smaller wish', () => {
    const { hub, timers, show, picture, command } = rig();
    const [one, recorder] = [watcherNamed('Eight'), watcherNamed('Lead')];
    hub.watch(PLACE, one, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    show('live');
    picture(1);
    hub.watch(PLACE, recorder, { ...LOOK, whole: true }, 'ana');
    picture(2);
    timers.pass(GATHER_MS);
    assert.equal(command().width, 1280);
    show('live');
    assert.deepEqual(recorder.pictures, []);
    picture(3);
    assert.deepEqual([one.pictures, recorder.pictures], [[1, 2, 3], [3]]);
  });

  it('tells of devices that are away or cannot, and goes on when one returns', () => {
    const { hub, timers, line, show, picture, commands } = rig();
    const one = watcherNamed('Eight');
    hub.watch(PLACE, one, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    show('live');
    picture(1);
    hub.leave(PLACE, line);
    assert.equal(one.states.at(-1), 'offline');
    const late = watcherNamed('Lead');
    hub.watch(PLACE, late, GLANCE, 'ana');
    assert.deepEqual([late.states, late.pictures], [['offline'], []]);
    hub.enter(PLACE, line);
    timers.pass(GATHER_MS);
    assert.equal(commands().length, 1, 'not before the rights were looked at');
    hub.release(PLACE, 'ana');
    assert.equal(commands().length, 2);
    assert.equal(one.states.at(-1), 'waiting');

    const old = rig({ shows: false });
    old.hub.watch(PLACE, one, GLANCE, 'ana');
    old.timers.pass(GATHER_MS);
    assert.equal(one.states.at(-1), 'unsupported');
    assert.deepEqual(old.sent, []);
  });

  it('does not let a connection that was replaced take the new one away', () => {
    const { hub, timers, line, commands } = rig();
    const one = watcherNamed('Eight');
    hub.watch(PLACE, one, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    hub.enter(PLACE, { shows: true, works: true, send: (frame) => line.send(frame) });
    hub.release(PLACE, 'ana');
    hub.leave(PLACE, line);
    assert.equal(one.states.at(-1), 'waiting');
    assert.equal(commands().length, 2);
  });

  it('shows a held device to nobody, and what was seen of one person not to who watches the next', () => {
    const { hub, timers, show, picture, command } = rig();
    const [one, late] = [watcherNamed('Eight'), watcherNamed('Lead')];
    hub.watch(PLACE, one, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    show('live');
    picture(1);
    hub.hold(PLACE);
    picture(2);
    hub.watch(PLACE, late, GLANCE, 'ana');
    assert.deepEqual([one.pictures, late.pictures], [[1], []]);
    // It was the same person after all.
    hub.release(PLACE, 'ana');
    assert.deepEqual([one.pictures, late.pictures], [[1, 2], [2]]);
    hub.hold(PLACE);
    picture(3);
    const before = command().id;
    hub.release(PLACE, 'ben');
    assert.notEqual(command().id, before);
    assert.ok(!picture(4, before));
    assert.deepEqual([one.pictures, late.pictures], [[1, 2], [2]]);
  });

  it('tells a device that nobody looks when the last who did may not see the next person', () => {
    const { hub, timers, sent } = rig();
    const one = watcherNamed('Eight');
    hub.watch(PLACE, one, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    hub.hold(PLACE);
    hub.unwatch(PLACE, one);
    hub.release(PLACE, 'ben');
    assert.equal(sent.at(-1)?.type, 'screens/unwanted');
    timers.pass(LINGER_MS * 2);
    assert.equal(sent.length, 2);
  });

  it('stays held until everything that holds it has let go', () => {
    const { hub, timers, commands } = rig();
    hub.hold(PLACE);
    hub.hold(PLACE);
    hub.watch(PLACE, watcherNamed('Eight'), GLANCE, 'ana');
    timers.pass(GATHER_MS);
    hub.release(PLACE, 'ana');
    assert.equal(commands().length, 0);
    hub.release(PLACE, 'ana');
    assert.equal(commands().length, 1);
  });

  it('asks for no pictures where nobody wants any, and hands them to nobody who wants none', () => {
    const { hub, timers, show, picture, command } = rig();
    const [list, grid] = [watcherNamed('Eight'), watcherNamed('Lead')];
    hub.watch(PLACE, list, { ...GLANCE, width: 0 }, 'ana');
    timers.pass(GATHER_MS);
    assert.equal(command().width, 0);
    hub.watch(PLACE, grid, GLANCE, 'ana');
    timers.pass(GATHER_MS);
    show('live');
    picture(1);
    assert.deepEqual([list.pictures, grid.pictures], [[], [1]]);
    assert.deepEqual(list.fronts.at(-1), 'Homework');
  });

  it('in any order of events shows only who watches, never a held device, and ends when nobody is left', () => {
    const names = ['A', 'B', 'C'];
    const step = fc.oneof(
      fc.record({ kind: fc.constant('watch' as const), who: fc.nat(2), look: fc.boolean() }),
      fc.record({ kind: fc.constant('unwatch' as const), who: fc.nat(2) }),
      fc.record({ kind: fc.constantFrom('hold', 'release', 'picture', 'live', 'leave', 'enter') }),
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 5000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { hub, timers, line, sent, show, picture, commands } = rig();
        const watching = new Set<number>();
        let holds = 0;
        let away = false;
        const watchers = names.map((name, index) => ({
          ...watcherNamed(name),
          picture() {
            assert.ok(watching.has(index) && holds === 0 && !away);
          },
        }));
        let shot = 0;
        const act = (one: typeof step extends fc.Arbitrary<infer Step> ? Step : never): void => {
          if (one.kind === 'watch' && 'who' in one && 'look' in one) {
            watching.add(one.who);
            const watcher = watchers[one.who];
            if (watcher !== undefined) hub.watch(PLACE, watcher, one.look ? LOOK : GLANCE, 'ana');
          } else if (one.kind === 'unwatch' && 'who' in one) {
            watching.delete(one.who);
            const watcher = watchers[one.who];
            if (watcher !== undefined) hub.unwatch(PLACE, watcher);
          } else if (one.kind === 'hold') {
            holds += 1;
            hub.hold(PLACE);
          } else if (one.kind === 'release' && holds > 0) {
            holds -= 1;
            hub.release(PLACE, 'ana');
          } else if (one.kind === 'picture' && commands().length > 0) picture((shot += 1));
          else if (one.kind === 'live' && commands().length > 0) show('live');
          else if (one.kind === 'leave' && !away) {
            away = true;
            hub.leave(PLACE, line);
          } else if (one.kind === 'enter' && away) {
            away = false;
            holds += 1;
            // Another connection, which has been told nothing yet.
            sent.length = 0;
            hub.enter(PLACE, line);
          } else if (one.kind === 'pass' && 'ms' in one) timers.pass(one.ms);
        };
        for (const one of steps) act(one);
        for (const watcher of watchers) hub.unwatch(PLACE, watcher);
        watching.clear();
        while (holds > 0) {
          holds -= 1;
          hub.release(PLACE, 'ana');
        }
        timers.pass(GATHER_MS + LINGER_MS * 3);
        assert.equal(hub.streams(), 0);
        const last = sent.at(-1);
        assert.ok(last === undefined || away || last.type === 'screens/unwanted');
      }),
      { numRuns: 300 },
    );
  });
});
