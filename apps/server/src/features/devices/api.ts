import {
  changeDevice,
  listDevices,
  listRefusedAttempts,
  countDevices,
  renewSchoolCode,
  revokeDevice,
  revokeSchoolCode,
  showSchoolCode,
  type SchoolCodeState,
} from '@lapwing/protocol/features/devices/api.ts';
import { can, reachOf, type Actor } from '../../permissions/actor.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import type { SchoolTx } from '../../platform/db/database.ts';
import { notFound, refuse } from '../../platform/http/outcome.ts';
import { refreshRules } from '../groups/index.ts';
import { giveOpenSessions } from '../sessions/index.ts';
import type { Presence } from './presence.ts';
import { devicesFor } from './present.ts';
import { formatSchoolCode, makeSchoolCode } from './school-code.ts';
import { currentCode, insertCode, revokeCodes } from './store-codes.ts';
import { findVisiblePerson } from './store-list.ts';
import { listRefusals, markRevoked, updateDevice } from './store.ts';

export interface DeviceRoutesDeps {
  readonly routes: Routes;
  readonly presence: Presence;
  readonly randomBelow: (limit: number) => number;
  readonly changed: (schoolId: string, deviceId: string) => void;
  /** A device is in other groups by their rules. */
  readonly regrouped: (schoolId: string) => void;
}

/** What the console asks of devices. */
export function registerDeviceRoutes(deps: DeviceRoutesDeps): void {
  const { routes, presence } = deps;
  const permitted = (allowed: boolean): { allowed: boolean; reason?: string } =>
    allowed ? { allowed } : { allowed, reason: 'An administrator of the school does this.' };
  const one = async (tx: SchoolTx, actor: Actor, deviceId: string) =>
    (await devicesFor(tx, actor, presence, deviceId))[0] ?? null;

  routes.school(listDevices, {
    capability: 'devices.view',
    audit: 'devices.list',
    async handle({ tx, actor }) {
      const devices = await devicesFor(tx, actor, presence, null);
      const may = {
        enrol: permitted(can(actor, 'devices.enrol')),
        manage: permitted(can(actor, 'devices.manage')),
      };
      return audited(
        { devices, may },
        { summary: `Looked at the list of devices (${devices.length})`, subject: null },
      );
    },
  });

  routes.school(countDevices, {
    capability: 'devices.view',
    audit: 'none',
    async handle({ tx, actor }) {
      const seen = await devicesFor(tx, actor, presence, null);
      const devices = seen.filter((device) => device.status !== 'revoked');
      const online = devices.filter((device) => device.status === 'online').length;
      return unaudited({ total: devices.length, online });
    },
  });

  routes.school(changeDevice, {
    capability: 'devices.manage',
    audit: 'devices.change',
    async handle({ tx, actor, params, body }) {
      const before = await one(tx, actor, params.id);
      if (before === null) return notFound();
      const person =
        typeof body.assignedPersonId === 'string'
          ? await findVisiblePerson(tx, reachOf(actor, 'people.view'), body.assignedPersonId)
          : null;
      if (typeof body.assignedPersonId === 'string' && person === null) {
        return refuse('bad-request', 'person-unknown', 'There is no such person in the roster.', {
          field: 'assignedPersonId',
          remedy: 'Choose a person of the roster, or nobody.',
        });
      }
      const room = body.room === '' ? null : body.room;
      await updateDevice(tx, params.id, { ...body, room });
      const renamed = body.name !== undefined || room !== undefined;
      if (renamed && (await refreshRules(tx, { memberIds: [params.id] })))
        tx.afterCommit(() => deps.regrouped(tx.schoolId));
      if (typeof body.assignedPersonId === 'string') {
        await giveOpenSessions(tx, params.id, body.assignedPersonId);
      }
      tx.afterCommit(() => deps.changed(tx.schoolId, params.id));
      const after = await one(tx, actor, params.id);
      if (after === null) throw new Error('a changed device stays where it is');
      const changes = [
        ...(body.name === undefined ? [] : [`name from ${before.name} to ${body.name}`]),
        ...(room === undefined ? [] : [`room from ${before.room ?? 'none'} to ${room ?? 'none'}`]),
        ...(body.assignedPersonId === undefined
          ? []
          : [`person from ${before.assignedPerson?.name ?? 'nobody'} to ${person ?? 'nobody'}`]),
      ];
      return audited(after, {
        summary: `Changed the device ${before.name}: ${changes.length === 0 ? 'nothing' : changes.join(', ')}`,
        subject: { kind: 'device', id: params.id },
      });
    },
  });

  routes.school(revokeDevice, {
    capability: 'devices.manage',
    audit: 'devices.revoke',
    async handle({ tx, actor, params }) {
      const before = await one(tx, actor, params.id);
      if (before === null) return notFound();
      const revoked = await markRevoked(tx, params.id);
      tx.afterCommit(() => {
        presence.refuse(tx.schoolId, params.id, 'device-revoked');
        deps.changed(tx.schoolId, params.id);
      });
      const after = await one(tx, actor, params.id);
      if (after === null) throw new Error('a revoked device stays in the list');
      return audited(after, {
        summary: `${revoked ? 'Shut out' : 'Shut out once more'} the device ${before.name}`,
        subject: { kind: 'device', id: params.id },
      });
    },
  });

  routes.school(showSchoolCode, {
    capability: 'devices.enrol',
    audit: 'none',
    handle: async ({ tx }) => unaudited(await codeState(tx)),
  });
  routes.school(renewSchoolCode, {
    capability: 'devices.enrol',
    audit: 'devices.renew-code',
    async handle({ tx, body }) {
      await revokeCodes(tx);
      await insertCode(tx, makeSchoolCode(deps.randomBelow), body.days);
      const until = body.days === null ? 'without an end' : `for ${body.days} days`;
      // Not the code itself: the audit is read by more people than may enrol.
      return audited(await codeState(tx), {
        summary: `Made a new school code, good ${until}`,
        subject: null,
      });
    },
  });
  routes.school(revokeSchoolCode, {
    capability: 'devices.enrol',
    audit: 'devices.revoke-code',
    async handle({ tx }) {
      const revoked = await revokeCodes(tx);
      const summary = revoked
        ? 'Withdrew the school code'
        : 'Withdrew the school code, though there was none in force';
      return audited(await codeState(tx), { summary, subject: null });
    },
  });

  routes.school(listRefusedAttempts, {
    capability: 'devices.manage',
    audit: 'none',
    async handle({ tx }) {
      const refusals = await listRefusals(tx);
      return unaudited({
        attempts: refusals.map((refusal) => ({
          at: refusal.at.toISOString(),
          reason: refusal.reason,
          deviceName: refusal.deviceName,
          deviceId: refusal.deviceId,
          address: refusal.address,
        })),
      });
    },
  });
}

/** The code in force; one whose time is over is shown with its end, so that it is plain why devices are turned away. */
export async function codeState(tx: SchoolTx): Promise<SchoolCodeState> {
  const code = await currentCode(tx);
  if (code === null) return { code: null, createdAt: null, expiresAt: null, enrolled: 0 };
  return {
    code: code.expired ? null : formatSchoolCode(code.code),
    createdAt: code.createdAt.toISOString(),
    expiresAt: code.expiresAt?.toISOString() ?? null,
    enrolled: code.enrolled,
  };
}
