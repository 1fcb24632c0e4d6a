import type { RestrictionShown } from '@lapwing/protocol/features/restrictions/api.ts';
import type { ReactNode } from 'react';
import { Action } from '../../ui/button.tsx';
import type { MenuPart } from '../../ui/menu-parts.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { Name } from '../../ui/name.tsx';
import { TimeLeft, useNow } from '../../ui/time-left.tsx';
import { type SetTogether, togetherInForce } from './in-force.ts';
import type { Acts } from './use-acts.ts';
import { sayUntil } from './words.ts';
import './in-force.css';

/** As many as have a place of their own, by the pixels of the window; the rest stands in a menu. */
const most = (): number => (window.innerWidth < 1500 ? 1 : 2);

/** What is in force in the room now, each with the time left and a way to end it. */
export function InForceBar(props: {
  groupId: string;
  restrictions: readonly RestrictionShown[];
  /** Devices that say they are locked, and those connected. */
  locked: number;
  devices: number;
  acts: Acts;
}): ReactNode {
  const { acts } = props;
  const now = useNow(props.restrictions.length > 0);
  const all = togetherInForce(props.restrictions, props.groupId, now);
  const shown = all.slice(0, most());
  const rest = all.slice(shown.length);
  if (all.length === 0) return <span className="in-force-none">Nothing is restricted by hand.</span>;
  return (
    <ul className="in-force" aria-label="In force here">
      {shown.map((one) => (
        <li key={one.key} className="in-force-one" data-effect={one.effect}>
          <span aria-hidden="true">{one.effect === 'lock' ? '■' : '◐'}</span>
          <span className="in-force-words cut">
            <strong>{one.what}</strong>
            {one.whom === null ? null : (
              <>
                {' · '}
                <Name>{one.whom}</Name>
              </>
            )}
            {one.words === null ? null : (
              <span className="quiet">
                {' “'}
                <Name>{one.words}</Name>”
              </span>
            )}
            {one.effect === 'lock' && one.whom === null ? (
              <span className="in-force-count number">
                {' · '}
                {props.devices === 0 ? 'none connected' : `${props.locked} of ${props.devices} say so`}
              </span>
            ) : null}
          </span>
          {one.until === null ? null : (
            <span className="in-force-left">
              <TimeLeft until={one.until} />
            </span>
          )}
          <Action
            unavailable={one.unavailable}
            busy={acts.busy}
            onPress={() => void acts.lift(one.mayLift, saysLifted(one))}
          >
            {one.effect === 'lock' ? 'Unlock now' : 'Lift'}
          </Action>
        </li>
      ))}
      {rest.length === 0 ? null : (
        <li>
          <MenuButton label={`${rest.length} more in force`} parts={() => restParts(rest, acts, now)}>
            {rest.length} more <span aria-hidden="true">▾</span>
          </MenuButton>
        </li>
      )}
    </ul>
  );
}

function restParts(rest: readonly SetTogether[], acts: Acts, now: number): MenuPart[] {
  return [
    {
      key: 'rest',
      title: 'Choose one to lift it',
      entries: rest.map((one) => ({
        key: one.key,
        label: `${one.what}${one.whom === null ? '' : ` · ${one.whom}`}`,
        hint: one.until === null ? 'Until somebody ends it' : sayUntil(one.until, now),
        unavailable: one.unavailable,
        onPress: () => void acts.lift(one.mayLift, saysLifted(one)),
      })),
    },
  ];
}

function saysLifted(one: SetTogether): string {
  return one.effect === 'lock' ? 'Unlocked.' : `Lifted: ${one.what}.`;
}
