import { randomUUID } from 'node:crypto';
import { Email, PersonName } from '@lapwing/protocol/features/accounts/api.ts';
import { z } from 'zod';
import type { AppendAudit } from '../../permissions/routes.ts';
import type { Database } from '../../platform/db/database.ts';
import type { MasterKey } from '../../platform/keys/master-key.ts';
import { inviteMember, membershipsOf, type Identity } from '../accounts/index.ts';
import { addBuiltInGroups } from '../groups/index.ts';
import { insertSchool, makeSchoolKeys } from '../schools/index.ts';

/** What the operator says of a further school and its first administrator. */
export const NewSchool = z.object({
  schoolName: z.string().trim().min(1, 'must not be empty').max(200),
  name: PersonName,
  email: Email,
});

export type AddSchoolOutcome =
  | { ok: true; schoolId: string; link: { url: string; expiresAt: string } }
  | { ok: false; code: 'email-elsewhere'; message: string };

/**
 * Adds a further school to the server, for whoever works at its own machine. The first administrator, who is the
 * safeguarding lead too, sets their password by the link returned. One person has one account for one school so far.
 */
export async function addSchool(
  deps: {
    db: Database;
    identity: Identity;
    masterKey: MasterKey;
    appendAudit: AppendAudit;
    publicUrl: string;
    now: number;
  },
  school: z.infer<typeof NewSchool>,
): Promise<AddSchoolOutcome> {
  const { userId } = await deps.identity.findOrMakeUser(school.email, school.name);
  if ((await membershipsOf(deps.db, userId)).length > 0) {
    return {
      ok: false,
      code: 'email-elsewhere',
      message: `There is an account of ${school.email} already. Give another address for this school.`,
    };
  }
  const schoolId = randomUUID();
  const link = await deps.db.inSchool(schoolId, async (tx) => {
    await insertSchool(tx, school.schoolName, makeSchoolKeys(deps.masterKey, schoolId));
    await addBuiltInGroups(tx);
    const invited = await inviteMember(tx, {
      userId,
      roles: ['administrator', 'dsl'],
      publicUrl: deps.publicUrl,
      now: deps.now,
    });
    await deps.appendAudit(tx, {
      action: 'setup.complete',
      summary: `Set up ${school.schoolName} at the server's own machine; ${school.name} is its first administrator`,
      subject: { kind: 'school', id: schoolId },
      outcome: 'done',
      actor: null,
      address: null,
    });
    return invited;
  });
  return { ok: true, schoolId, link };
}
