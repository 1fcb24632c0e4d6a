import { acceptLink, inviteStaff, type RoleKey } from '@lapwing/protocol/features/accounts/api.ts';
import { renewSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import { addGroup } from '@lapwing/protocol/features/groups/api.ts';
import { addPerson } from '@lapwing/protocol/features/people/api.ts';
import { completeSetup } from '@lapwing/protocol/features/setup/api.ts';
import type { ServerUnderTest } from './server.ts';
import { PASSWORD, visit, type Visitor } from './visitor.ts';

/** A school with one class, one pupil in it, and the staff that the stories need. */
export interface SchoolUnderTest {
  /** Administrator and safeguarding lead. */
  readonly lead: Visitor;
  readonly groupId: string;
  readonly otherGroupId: string;
  readonly pupilId: string;
  /** As the console takes it. */
  newCode(days?: number | null): Promise<string>;
  addStaff(name: string, roles: readonly RoleKey[], groupIds?: readonly string[]): Promise<StaffMember>;
}

export interface StaffMember extends Visitor {
  readonly email: string;
  readonly name: string;
}

export const LEAD = Object.freeze({ name: 'Tara Khan', email: 'tara.khan@northfield.example' });
export const PUPIL = Object.freeze({ name: 'Ana Silva', username: 'ana.silva', form: '8B' });
export const SCHOOL_NAME = 'Northfield School';

/** Makes the school by the HTTP contract; the stories that are about these pages make it in the browser instead. */
export async function makeSchool(server: ServerUnderTest): Promise<SchoolUnderTest> {
  const lead = visit(server.url);
  await lead.ask(completeSetup, {
    body: {
      token: server.setupUrl?.split('#')[1] ?? '',
      schoolName: SCHOOL_NAME,
      ...LEAD,
      password: PASSWORD,
      safeguarding: true,
    },
  });
  const group = await lead.ask(addGroup, { body: { name: '8B Computing', kind: 'people', parentId: null } });
  const other = await lead.ask(addGroup, { body: { name: '9C Art', kind: 'people', parentId: null } });
  const pupil = await lead.ask(addPerson, {
    body: { ...PUPIL, kind: 'pupil', year: '8', groupIds: [group.id] },
  });
  return {
    lead,
    groupId: group.id,
    otherGroupId: other.id,
    pupilId: pupil.id,
    async newCode(days = 30) {
      const { code } = await lead.ask(renewSchoolCode, { body: { days } });
      if (code === null) throw new Error('The new code is not shown.');
      return code;
    },
    async addStaff(name, roles, groupIds = []) {
      const email = `${name.toLowerCase().replaceAll(' ', '.')}@northfield.example`;
      const { link } = await lead.ask(inviteStaff, { body: { name, email, roles, groupIds } });
      const member = visit(server.url);
      await member.ask(acceptLink, { body: { token: link.url.split('#')[1] ?? '', password: PASSWORD } });
      return { ...member, email, name };
    },
  };
}
