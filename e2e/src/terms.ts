import { showDevice } from '@lapwing/protocol/features/devices/detail.api.ts';
import { expect } from '@playwright/test';
import type { SchoolUnderTest } from './school.ts';

/** Resolves once a device watches for all that it is to watch for: what is written before may be found in part. */
export async function termsInForce(school: SchoolUnderTest, deviceId: string): Promise<void> {
  await expect
    .poll(async () => {
      const { terms } = await school.lead.ask(showDevice, { params: { id: deviceId } });
      return terms !== null && terms.problem === null && terms.appliedVersion === terms.version;
    })
    .toBe(true);
}
