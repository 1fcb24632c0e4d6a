import { showCoverage } from '@lapwing/protocol/features/devices/coverage.api.ts';
import { type DeviceDetail, showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { reachOf } from '../../permissions/actor.ts';
import { audited, type Routes } from '../../permissions/routes.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ExtensionPackage } from '../../platform/crx/package.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { findSchool } from '../schools/index.ts';
import { coverageOf } from './coverage.ts';
import type { Presence } from './presence.ts';
import { devicesFor } from './present.ts';
import { connectionsOf, type ConnectionRow } from './store-connections.ts';
import { coverageRows } from './store-coverage.ts';
import { tamperingsAt, type TamperingRow } from './store-tamperings.ts';
import { addressOf, sessionsAt, termsOf, type DeviceSessionRow, type TermsRow } from './store-detail.ts';

export interface DeviceDetailDeps {
  readonly routes: Routes;
  readonly presence: Presence;
  readonly clock: Clock;
  /** Its version is the newest that devices can have. */
  readonly extension: ExtensionPackage;
}

/** Adds one device in full, and the report of what is watched and what is not. */
export function registerDeviceDetail(deps: DeviceDetailDeps): void {
  const { routes, presence } = deps;

  routes.school(showDevice, {
    capability: 'devices.view',
    audit: 'devices.show',
    async handle({ tx, actor, params }) {
      const device = (await devicesFor(tx, actor, presence, params.id))[0];
      if (device === undefined) return notFound();
      const terms = await termsOf(tx, params.id);
      const sessions = await sessionsAt(tx, reachOf(actor, 'people.view'), params.id);
      return audited(
        {
          device,
          address: await addressOf(tx, params.id),
          terms: terms === null ? null : presentTerms(terms),
          connections: (await connectionsOf(tx, params.id)).map(presentConnection),
          sessions: sessions.map(presentSession),
          tamperings: (await tamperingsAt(tx, reachOf(actor, 'people.view'), params.id)).map(
            presentTampering,
          ),
        },
        { summary: `Looked at the device ${device.name}`, subject: { kind: 'device', id: device.id } },
      );
    },
  });

  routes.school(showCoverage, {
    capability: 'devices.view',
    audit: 'devices.coverage',
    async handle({ tx, reach }) {
      // It is about the whole school: a part of it would look like gaps that are none.
      if (reach.kind !== 'school') return notFound();
      const extension = deps.extension.load();
      const rows = await coverageRows(tx);
      const coverage = coverageOf(
        rows.map((row) => ({
          id: row.id,
          name: row.name,
          room: row.room,
          platform: row.platform,
          online: presence.isOnline(tx.schoolId, row.id),
          lastSeenAt: row.last_seen_at,
          revoked: row.revoked,
          lost: row.lost,
          watching: row.watching,
          somebodyLately: row.somebody_lately,
          tampered: row.tampered,
        })),
        {
          now: deps.clock.now(),
          schoolName: (await findSchool(tx))?.name ?? '',
          newest: extension.ok ? { extension: extension.version } : {},
        },
      );
      return audited(coverage, {
        summary: `Looked at the coverage report (${coverage.devices} devices, ${coverage.withGaps} with gaps)`,
        subject: null,
      });
    },
  });
}

function presentTerms(row: TermsRow): NonNullable<DeviceDetail['terms']> {
  return {
    version: row.version,
    issuedAt: row.issued_at.toISOString(),
    appliedVersion: row.applied_version,
    appliedAt: row.applied_at?.toISOString() ?? null,
    problem: row.applied_problem,
  };
}

function presentConnection(row: ConnectionRow): DeviceDetail['connections'][number] {
  return {
    connectedAt: row.connected_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    address: row.address,
    agentVersion: row.agent_version,
  };
}

function presentSession(row: DeviceSessionRow): DeviceDetail['sessions'][number] {
  return {
    id: row.id,
    personId: row.person_id,
    name: row.name ?? 'Unknown account',
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

function presentTampering(row: TamperingRow): DeviceDetail['tamperings'][number] {
  return {
    id: row.id,
    at: row.at.toISOString(),
    what: row.what,
    seconds: row.seconds,
    person: row.seen ? { id: row.person_id, name: row.name ?? 'Unknown account' } : null,
  };
}
