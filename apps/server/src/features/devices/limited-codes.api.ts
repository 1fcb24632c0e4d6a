import {
  type LimitedCode,
  listLimitedCodes,
  makeLimitedCode,
  withdrawLimitedCode,
} from '@lapwing/protocol/features/devices/limited-codes.api.ts';
import { audited, type Routes, unaudited } from '../../permissions/routes.ts';
import { notFound } from '../../platform/http/outcome.ts';
import { formatSchoolCode, makeSchoolCode } from './school-code.ts';
import { insertLimitedCode, type LimitedCodeRow, limitedCodes, withdrawCode } from './store-limited-codes.ts';

/** Codes that let in a number of devices: for an image, a policy, or whoever sets devices up for the school. */
export function addLimitedCodeRoutes(deps: {
  readonly routes: Routes;
  readonly randomBelow: (limit: number) => number;
}): void {
  const { routes } = deps;

  routes.school(listLimitedCodes, {
    capability: 'devices.enrol',
    audit: 'none',
    handle: async ({ tx }) => unaudited({ codes: (await limitedCodes(tx, null)).map(present) }),
  });

  routes.school(makeLimitedCode, {
    capability: 'devices.enrol',
    audit: 'devices.make-limited-code',
    async handle({ tx, body }) {
      const id = await insertLimitedCode(tx, makeSchoolCode(deps.randomBelow), body);
      const [made] = await limitedCodes(tx, id);
      if (made === undefined) throw new Error('a code that was just made is there');
      const devices = body.devicesAtMost === 1 ? '1 device' : `${body.devicesAtMost} devices`;
      const days = body.days === 1 ? '1 day' : `${body.days} days`;
      // Not the code itself: the audit is read by more people than may enrol.
      return audited(present(made), {
        summary: `Made the code “${body.title}” for ${devices}, good for ${days}`,
        subject: null,
      });
    },
  });

  routes.school(withdrawLimitedCode, {
    capability: 'devices.enrol',
    audit: 'devices.withdraw-limited-code',
    async handle({ tx, params }) {
      const withdrawn = await withdrawCode(tx, params.id);
      const [code] = await limitedCodes(tx, params.id);
      if (code === undefined) return notFound();
      return audited(present(code), {
        summary: `${withdrawn ? 'Withdrew' : 'Withdrew once more'} the code “${code.title}”`,
        subject: null,
      });
    },
  });
}

function present(row: LimitedCodeRow): LimitedCode {
  const state = row.revoked
    ? 'withdrawn'
    : row.enrolled >= row.devices_at_most
      ? 'used-up'
      : row.expired
        ? 'expired'
        : 'in-force';
  return {
    id: row.id,
    title: row.title,
    code: state === 'in-force' ? formatSchoolCode(row.code) : null,
    state,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    devicesAtMost: row.devices_at_most,
    enrolled: row.enrolled,
  };
}
