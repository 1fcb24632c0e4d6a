import { explainSettings, showPlaces } from '@lapwing/protocol/features/groups/api.ts';
import { listCaptures } from '@lapwing/protocol/features/captures/api.ts';
import { listRecordings, listSeats } from '@lapwing/protocol/features/screens/api.ts';
import { queryOptions } from '@tanstack/react-query';
import { load } from '../../api/client.ts';
import type { SeatsBy } from './seat.ts';

/** Who sits where in a group. Each answer is a recorded view of pupil data: frames say when to ask again. */
export function seatsQuery(groupId: string, by: SeatsBy) {
  return queryOptions({
    queryKey: ['screens', 'seats', groupId, by],
    queryFn: ({ signal }) => load(listSeats, { query: { groupId, by } }, signal),
    staleTime: 60_000,
    // While the room is not on the page nobody listens for what happens in it.
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  });
}

/** Screenshots and recordings made by hand of one person, or where nobody is matched of one device. */
export function recordingsQuery(of: { personId: string } | { deviceId: string }) {
  return queryOptions({
    queryKey: ['screens', 'recordings', of],
    queryFn: ({ signal }) => load(listRecordings, { query: of }, signal),
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) =>
      state.data?.recordings.some((one) => one.state === 'running') === true ? 3000 : false,
  });
}

export function placesQuery(groupId: string) {
  return queryOptions({
    queryKey: ['groups', 'places', groupId],
    queryFn: ({ signal }) => load(showPlaces, { params: { id: groupId } }, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/** Settings that hold for a person, a device, or the two together, and the group that each comes from. */
export function settingsQuery(of: { personId?: string; deviceId?: string }) {
  return queryOptions({
    queryKey: ['groups', 'effective', of],
    queryFn: ({ signal }) => load(explainSettings, { query: of }, signal),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/** The newest captures of a person, for the details at the right. */
export function latestCapturesQuery(of: { personId: string } | { deviceId: string }) {
  return queryOptions({
    queryKey: ['captures', 'latest', of],
    queryFn: ({ signal }) => load(listCaptures, { query: { ...of, limit: 5 } }, signal),
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  });
}
