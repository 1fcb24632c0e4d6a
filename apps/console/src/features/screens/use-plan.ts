import { changePlaces, type Place } from '@lapwing/protocol/features/groups/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { load } from '../../api/client.ts';
import { placesQuery } from './queries.ts';
import { samePlan } from './plan.ts';

/** Steps that can be undone. */
const MOST_STEPS = 100;

/** The room plan of a group: as it is kept, and while it is being arranged the plan in hand with its steps. */
export function usePlan(groupId: string) {
  const client = useQueryClient();
  const query = useQuery(placesQuery(groupId));
  const kept: readonly Place[] = query.data?.places ?? [];
  const [steps, setSteps] = useState<readonly (readonly Place[])[] | null>(null);
  const save = useMutation({
    mutationFn: (places: readonly Place[]) =>
      load(changePlaces, { params: { id: groupId }, body: { places: [...places] } }),
    onSuccess(reply) {
      client.setQueryData(placesQuery(groupId).queryKey, reply);
      setSteps(null);
    },
  });
  const places = steps?.at(-1) ?? kept;
  return {
    query,
    places,
    arranging: steps !== null,
    changed: steps !== null && !samePlan(places, kept),
    canUndo: steps !== null && steps.length > 1,
    begin: () => setSteps([kept]),
    put: (next: readonly Place[]) =>
      setSteps((before) =>
        before === null || samePlan(before.at(-1) ?? [], next)
          ? before
          : [...before, next].slice(-MOST_STEPS),
      ),
    undo: () => setSteps((before) => (before === null || before.length < 2 ? before : before.slice(0, -1))),
    cancel: () => {
      save.reset();
      setSteps(null);
    },
    save,
  };
}
export type Plan = ReturnType<typeof usePlan>;
