import { showSchoolCode } from '@lapwing/protocol/features/devices/api.ts';
import { listReleases } from '@lapwing/protocol/features/releases/api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';

/** Releases of the desktop agent, and what this school has decided on them. */
export const releasesQuery = queryOptions({
  queryKey: ['releases'],
  queryFn: ({ signal }) => load(listReleases, {}, signal),
});

/** What lets a new device in; asked for only by those who may enrol. */
export const schoolCodeQuery = queryOptions({
  queryKey: ['devices', 'school-code'],
  queryFn: ({ signal }) => load(showSchoolCode, {}, signal),
});
