import { showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { listGroups } from '@lapwing/protocol/features/groups/api.ts';
import { listPolicies } from '@lapwing/protocol/features/policies/api.ts';
import { applyChange } from '@lapwing/protocol/features/policies/changes.api.ts';
import type { PolicyEdit } from '@lapwing/protocol/features/policies/edits.ts';
import { expect } from '@playwright/test';
import type { SchoolUnderTest } from './school.ts';

/** Has the school decide so about what is watched for, on top of all that it has decided. */
export async function changePolicies(school: SchoolUnderTest, edits: readonly PolicyEdit[]): Promise<void> {
  const { base } = await school.lead.ask(listPolicies);
  await school.lead.ask(applyChange, { body: { base, reason: 'For a story.', edits } });
}

/** The id of the group that everybody is in. */
export async function wholeSchoolOf(school: SchoolUnderTest): Promise<string> {
  const { groups } = await school.lead.ask(listGroups);
  const whole = groups.find(({ builtIn }) => builtIn === 'whole-school');
  if (whole === undefined) throw new Error('The school has no group of everybody.');
  return whole.id;
}

/** Resolves once a device watches for all that it is to watch for: what is written before may be found in part. */
export async function termsInForce(school: SchoolUnderTest, deviceId: string): Promise<void> {
  await expect
    .poll(async () => {
      const { terms } = await school.lead.ask(showDevice, { params: { id: deviceId } });
      return terms !== null && terms.problem === null && terms.appliedVersion === terms.version;
    })
    .toBe(true);
}
