import { enrolDevice } from '@lapwing/protocol/features/devices/api.ts';
import type { EnrolReply, EnrolRequest } from '@lapwing/protocol/features/devices/enrol.request.ts';
import { enrolmentProofText, type Refusal } from '@lapwing/protocol/wire.ts';
import type { z } from 'zod';
import type { AppendAudit, Routes } from '../../permissions/routes.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { done } from '../../platform/http/outcome.ts';
import { findSchool, schoolIds } from '../schools/index.ts';
import { verifySigned } from './keys.ts';
import type { RefusedAttempts } from './refused.ts';
import { findCode, type FoundCode } from './store-codes.ts';
import { hasPlace } from './store-limited-codes.ts';
import { findDeviceByKey, insertDevice, type KnownDevice } from './store.ts';

export interface EnrolDeps {
  readonly routes: Routes;
  readonly db: Database;
  readonly appendAudit: AppendAudit;
  readonly refusedAttempts: RefusedAttempts;
  readonly clock: Clock;
  readonly changed: (schoolId: string, deviceId: string) => void;
}

/** Requests a minute from one address: a school that sets up a room at once sits behind one. */
const PER_MINUTE = 300;
/** Unknown codes from one address within the window, after which further ones are not recorded until it ends. */
const GUESSES = 30;
const GUESS_WINDOW_MS = 10 * 60_000;

type Enrolled =
  | {
      readonly ok: true;
      readonly device: KnownDevice;
      readonly schoolName: string;
      readonly stateKey: string;
    }
  | { readonly ok: false; readonly reason: Refusal };

/** The door by which a device becomes one of the school's. */
export function registerEnrolment(deps: EnrolDeps): void {
  const guesses = createGuesses(deps.clock);

  async function enrol(
    tx: SchoolTx,
    code: FoundCode,
    body: EnrolRequest,
    address: string,
  ): Promise<Enrolled> {
    const school = await findSchool(tx);
    if (school === null) throw new Error('a school code belongs to a school');
    const refuse = async (reason: Refusal, device: KnownDevice | null): Promise<Enrolled> => {
      await deps.refusedAttempts.record(tx, {
        reason,
        address,
        deviceId: device?.id ?? null,
        deviceName: body.name,
      });
      return { ok: false, reason };
    };
    if (code.revoked) return refuse('code-revoked', null);
    if (code.expired) return refuse('code-expired', null);
    if (!verifySigned(body.publicKey, enrolmentProofText(body.code, body.publicKey), body.proof))
      return refuse('key-mismatch', null);
    // A code with no place left has run out; a device that is in by it already has its own.
    if (!(await hasPlace(tx, code.id)) && (await findDeviceByKey(tx, body.publicKey)) === null)
      return refuse('code-expired', null);
    const id = await insertDevice(tx, {
      name: body.name,
      publicKey: body.publicKey,
      platform: body.platform,
      codeId: code.id,
    });
    const device = await findDeviceByKey(tx, body.publicKey);
    if (device === null) throw new Error('the device was just enrolled');
    // The same key again: the answer to the first request was lost on its way.
    if (device.revoked) return refuse('device-revoked', device);
    if (id !== null) {
      tx.afterCommit(() => deps.changed(tx.schoolId, id));
      await deps.appendAudit(tx, {
        action: 'devices.enrol',
        summary: `Enrolled the device ${device.name} by ${code.title === null ? 'the school code' : `the code “${code.title}”`}`,
        subject: { kind: 'device', id },
        actor: null,
        address,
        outcome: 'done',
      });
    }
    return { ok: true, device, schoolName: school.name, stateKey: school.stateKeyPublic };
  }

  /** A code that is none belongs to no school; where there is but one, it is the one that should know. */
  async function recordUnknown(body: EnrolRequest, address: string): Promise<void> {
    const [schoolId, another] = await schoolIds(deps.db);
    if (schoolId === undefined || another !== undefined) return;
    await deps.db.inSchool(schoolId, (tx) =>
      deps.refusedAttempts.record(tx, {
        reason: 'code-unknown',
        address,
        deviceId: null,
        deviceName: body.name,
      }),
    );
  }

  deps.routes.open(enrolDevice, {
    access: 'device',
    audit: 'devices.enrol',
    perMinute: PER_MINUTE,
    async handle({ body, address }): Promise<{ ok: true; reply: z.input<typeof EnrolReply> }> {
      const code = await findCode(deps.db, body.code);
      if (code === null) {
        // A right code is taken also from where somebody guesses: the whole school may sit behind that address.
        const wait = guesses.waitFor(address);
        if (wait > 0) return done({ enrolled: false, reason: 'too-many-attempts', retryAfter: wait });
        guesses.count(address);
        await recordUnknown(body, address);
        return done({ enrolled: false, reason: 'code-unknown', retryAfter: null });
      }
      const enrolled = await deps.db.inSchool(code.schoolId, (tx) => enrol(tx, code, body, address));
      if (!enrolled.ok) return done({ enrolled: false, reason: enrolled.reason, retryAfter: null });
      return done({
        enrolled: true,
        schoolId: code.schoolId,
        schoolName: enrolled.schoolName,
        deviceId: enrolled.device.id,
        deviceName: enrolled.device.name,
        stateKey: enrolled.stateKey,
      });
    },
  });
}

/** Counts unknown codes by address. */
function createGuesses(clock: Clock): {
  /** Seconds until unknown codes of the address are looked at again; 0 when they are. */
  waitFor(address: string): number;
  count(address: string): void;
} {
  const seen = new Map<string, { since: number; count: number }>();
  function current(address: string): { since: number; count: number } | null {
    const found = seen.get(address);
    if (found === undefined) return null;
    if (clock.now() - found.since < GUESS_WINDOW_MS) return found;
    seen.delete(address);
    return null;
  }
  return {
    waitFor(address) {
      const found = current(address);
      if (found === null || found.count < GUESSES) return 0;
      return Math.max(1, Math.ceil((found.since + GUESS_WINDOW_MS - clock.now()) / 1000));
    },
    count(address) {
      const found = current(address);
      if (found !== null) {
        found.count += 1;
        return;
      }
      if (seen.size >= 10_000) for (const known of Array.from(seen.keys())) current(known);
      // Still full: the oldest goes, so that many addresses cannot fill the memory.
      if (seen.size >= 10_000)
        for (const oldest of Array.from(seen.keys()).slice(0, 1000)) seen.delete(oldest);
      seen.set(address, { since: clock.now(), count: 1 });
    },
  };
}
