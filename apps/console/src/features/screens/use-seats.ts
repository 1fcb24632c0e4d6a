import type { listSeats } from '@lapwing/protocol/features/screens/api.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { z } from 'zod';
import { useFrames } from '../../api/live.tsx';
import { seatsQuery } from './queries.ts';
import { type KeyedSeat, keySeats, type SeatsBy } from './seat.ts';
import { syncSeats } from './seat-sync.ts';

export type SeatsReply = z.infer<typeof listSeats.reply>;

/** Milliseconds in which many frames lead to one question to the server. */
const GATHERS = 700;

/** The seats of a group, in step with the server: what a frame says shows at once, the rest a moment later. */
export function useSeats(groupId: string, by: SeatsBy, enabled: boolean) {
  const client = useQueryClient();
  const options = seatsQuery(groupId, by);
  const query = useQuery({ ...options, enabled });
  const pending = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (pending.current !== null) clearTimeout(pending.current);
      pending.current = null;
    },
    [],
  );
  useFrames((frame) => {
    const before = client.getQueryData(options.queryKey);
    if (before === undefined) return;
    const { seats, ask } = syncSeats(before.seats, frame);
    if (seats !== before.seats) {
      client.setQueryData(
        options.queryKey,
        { ...before, seats: [...seats] },
        { updatedAt: query.dataUpdatedAt },
      );
    }
    if (!ask || pending.current !== null) return;
    pending.current = setTimeout(() => {
      pending.current = null;
      void client.invalidateQueries({ queryKey: options.queryKey });
    }, GATHERS);
  });
  const seats = query.data?.seats;
  const keyed = useMemo<readonly KeyedSeat[]>(() => keySeats(seats ?? [], by), [seats, by]);
  return { query, seats: keyed };
}
