import { join } from 'node:path';
import { type Activities, readActivities } from './activities.ts';
import type { Api } from './api.ts';
import { createNetwork } from './contracts/network.ts';
import { createStateFolder } from './contracts/state-folder.ts';
import { createCrowd, type Crowd } from './crowd.ts';
import type { Paint } from './view.ts';
import { createDice, seedOf } from './dice.ts';
import { inventoryFor } from './inventories.ts';
import type { Ledger } from './ledger.ts';
import { handlePast, livePast, planPast, readPast } from './past.ts';
import { occupySeat } from './pupil.ts';
import { createPainter } from './screens/paint.ts';
import { seedArrangements } from './seed-arrangements.ts';
import { seedControl } from './seed-control.ts';
import { schoolCode, seedPeople, seedRooms, signInFirst, type SeedParts } from './seed.ts';
import { createTempo } from './tempo.ts';
import { createTimetable } from './timetable.ts';
import { createWorries } from './worries.ts';

/** HTTP connections of all devices together; the sockets come on top. */
const CONNECTIONS = 16;
const ENROL_AT_ONCE = 8;
/** What a device may take to connect, and to hand over what it holds. */
const DEVICE_WITHIN_MS = 30_000;

export interface CampusParts extends SeedParts {
  readonly ledger: Ledger;
  readonly server: string;
  /** Where the devices keep what they know. */
  readonly folder: string;
  readonly pace: number;
  readonly say: (words: string) => void;
  /** Ends the school day. */
  readonly signal: AbortSignal;
}

/** The demo's school over a running server: seeded once, then at work until its day is ended. */
export interface Campus {
  begin(setupToken: string | null): Promise<{ ok: true } | { ok: false; message: string }>;
  readonly crowd: Crowd;
  stop(): Promise<void>;
}

export async function createCampus(parts: CampusParts): Promise<Campus> {
  const { school, ledger, say } = parts;
  const activities = readActivities();
  const paint = await createPainter();
  const network = createNetwork(CONNECTIONS);
  let code = '';
  const crowd = createCrowd({
    plans: school.rooms.flatMap(({ devices, system, browser }, room) => {
      const inventory = inventoryFor(system, room);
      return devices.map((name) => ({ name, system, browser, ...(inventory === null ? {} : { inventory }) }));
    }),
    server: parts.server,
    code: () => code,
    stateOf: (device) => createStateFolder(join(parts.folder, 'devices', device)),
    network,
    paint: paint satisfies Paint,
  });
  let atWork: Promise<unknown> = Promise.resolve();

  async function seed(admin: Api): Promise<string | null> {
    if (ledger.content().seeded) return null;
    say('Making the school: groups, pupils, staff ...');
    await seedPeople(parts, admin);
    say('Enrolling the devices ...');
    const refused = await crowd.enrolAll({ atOnce: ENROL_AT_ONCE });
    if (refused.size > 0) {
      const reasons = [...refused].map(([reason, count]) => `${count} ${reason}`).join(', ');
      return `Some devices could not be enrolled (${reasons}). Start the demo again to go on.`;
    }
    await seedRooms(school, admin);
    await seedArrangements(school, admin);
    await ledger.change({ seeded: true });
    return null;
  }

  async function past(admin: Api, { worries }: Activities): Promise<void> {
    const { seed: number, plannedAt, pastSent, pastHandled } = ledger.content();
    if (pastHandled) return;
    say('Living through the last fortnight ...');
    const batches = planPast(school, worries, readPast(), { seed: number, now: plannedAt });
    await livePast(crowd, batches, {
      from: pastSent,
      sent: (count) => ledger.change({ pastSent: count }),
      withinMs: DEVICE_WITHIN_MS,
    });
    await handlePast(batches, { ...parts, staff: school.staff, admin });
    await ledger.change({ pastHandled: true });
  }

  function startDay(): void {
    const tempo = createTempo(parts.pace, parts.signal);
    const subjects = [...new Set(activities.visits.map((visit) => visit.subject))];
    const lessonIn = createTimetable(school, subjects);
    const worries = createWorries(activities.worries, createDice(seedOf('worries', Date.now())), tempo.now());
    const told = new Set<string>();
    atWork = Promise.all(
      school.rooms.flatMap((room) =>
        room.devices.map((name) =>
          occupySeat({
            device: crowd.device(name),
            lessonAt: (schoolTime) => lessonIn(room.name, schoolTime),
            visits: activities.visits,
            worries,
            tempo,
            dice: createDice(seedOf(name, Date.now())),
            refused(reason) {
              if (told.has(reason)) return;
              told.add(reason);
              say(`The server did not let ${name} in: ${reason}.`);
            },
          }),
        ),
      ),
    );
    atWork.catch((error: unknown) =>
      say(`The school day broke off: ${error instanceof Error ? error.message : 'unknown'}`),
    );
  }

  return {
    crowd,
    async begin(setupToken) {
      const admin = await signInFirst(parts, setupToken);
      if (admin === null && !ledger.content().pastHandled) {
        const message = `This folder holds a school that the demo cannot sign in to. Choose another with --data.`;
        return { ok: false, message };
      }
      if (admin === null) say('The password of the first account was changed; devices go on as they are.');
      else {
        code = await schoolCode(admin);
        const problem = await seed(admin);
        if (problem !== null) return { ok: false, message: problem };
        await past(admin, activities);
        await seedControl(admin);
      }
      startDay();
      return { ok: true };
    },
    async stop() {
      await crowd.stop();
      network.close();
      await atWork;
    },
  };
}
