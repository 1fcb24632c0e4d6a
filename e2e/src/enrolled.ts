import { changeDevice, listDevices } from '@lapwing/protocol/features/devices/api.ts';
import { expect } from '@playwright/test';
import type { z } from 'zod';
import type { SchoolUnderTest } from './school.ts';

export type Enrolled = z.infer<typeof listDevices.reply>['devices'][number];

/** The device of that name while it is on line, else null. */
export async function onLine(school: SchoolUnderTest, name: string): Promise<Enrolled | null> {
  const { devices } = await school.lead.ask(listDevices);
  return devices.find((one) => one.name === name && one.status === 'online') ?? null;
}

/** Waits until a desktop of that name is on line. @returns its id */
export async function desktopOnLine(
  school: SchoolUnderTest,
  name: string,
  options: { readonly timeout?: number } = {},
): Promise<string> {
  let id = '';
  await expect
    .poll(async () => {
      const device = await onLine(school, name);
      id = device?.id ?? '';
      return device?.platform.agent;
    }, options)
    .toBe('desktop');
  return id;
}

/** Makes a device the school's one pupil's. */
export async function giveToPupil(school: SchoolUnderTest, deviceId: string): Promise<void> {
  await school.lead.ask(changeDevice, {
    params: { id: deviceId },
    body: { assignedPersonId: school.pupilId },
  });
}
