import { changeSchool, showNotice, showSchool, type School } from '@lapwing/protocol/features/schools/api.ts';
import { audited, unaudited, type Routes } from '../../permissions/routes.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import { topic } from '../../platform/bus/bus.ts';
import type { Database, SchoolTx } from '../../platform/db/database.ts';
import { done, notFound } from '../../platform/http/outcome.ts';
import { addLogoRoutes, logoOf } from './logo.ts';
import { findSchool, renameSchool } from './store.ts';

/** A school's own facts have changed; devices are told its new name. */
export const schoolChanged = topic<{ schoolId: string }>('schools/changed');

/** Where a school's notice on monitoring stands, under the server's public address. */
export function noticeUrl(publicUrl: string, schoolId: string): string {
  return `${publicUrl}/notice/${schoolId}`;
}

export function registerSchools(deps: {
  routes: Routes;
  db: Database;
  bus: Bus;
  publicUrl: () => string;
}): void {
  const present = async (tx: SchoolTx): Promise<School> => {
    const school = await findSchool(tx);
    if (school === null) throw new Error('the actor has a school');
    return {
      id: school.id,
      name: school.name,
      noticeUrl: noticeUrl(deps.publicUrl(), school.id),
      logo: await logoOf(tx),
    };
  };
  addLogoRoutes({ ...deps, present });
  deps.routes.signedIn(showSchool, {
    audit: 'none',
    handle: async ({ tx }) => unaudited(await present(tx)),
  });
  deps.routes.school(changeSchool, {
    capability: 'schools.manage',
    audit: 'schools.change',
    async handle({ tx, body }) {
      const before = await present(tx);
      await renameSchool(tx, body.name);
      tx.afterCommit(() => deps.bus.publish(schoolChanged, { schoolId: tx.schoolId }));
      return audited(await present(tx), {
        summary: `Renamed the school from ${before.name} to ${body.name}`,
        subject: { kind: 'school', id: tx.schoolId },
      });
    },
  });
  deps.routes.open(showNotice, {
    access: 'public',
    audit: 'none',
    perMinute: 60,
    async handle({ params }) {
      return deps.db.inSchool(params.id, async (tx) => {
        const school = await findSchool(tx);
        return school === null ? notFound() : done({ schoolName: school.name, logo: await logoOf(tx) });
      });
    },
  });
}
