import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { groupsQuery, useMay } from '../../api/queries.ts';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';

/** The restrictions that hold for the person or device now: the built-in groups that they are in. */
export function Restrictions(props: { capture: CaptureDetail }): ReactNode {
  const { capture } = props;
  const mayGroups = useMay('groups.view');
  const groups = useQuery({ ...groupsQuery, enabled: mayGroups }).data?.groups ?? [];
  const inForce = groups.filter(
    (group) =>
      group.builtIn !== null &&
      group.builtIn !== 'whole-school' &&
      capture.groups.some((one) => one.id === group.id),
  );
  if (inForce.length === 0) return null;
  return (
    <p className="row small">
      <span className="quiet">In force now:</span>
      {inForce.map((group) => (
        <Pill key={group.id} tone="warn">
          <Name>{group.name}</Name>
        </Pill>
      ))}
    </p>
  );
}
