import type { ReactNode } from 'react';
import { Name } from '../../ui/name.tsx';
import { takeOff } from './plan.ts';
import type { KeyedSeat } from './seat.ts';
import type { Plan } from './use-plan.ts';

/** The type of a device that is dragged about its plan. */
export const DRAGGED = 'application/x-lapwing-place';

/** Devices that stand nowhere yet. */
export function RoomAside(props: {
  aside: readonly KeyedSeat[];
  plan: Plan;
  onPlace: (one: KeyedSeat) => void;
}): ReactNode {
  const { aside, plan } = props;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- each device in it can be pressed instead
    <section
      className="room-aside"
      aria-label="Not on the plan"
      onDragOver={(event) => {
        if (plan.arranging && event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
      }}
      onDrop={(event) => {
        const id = event.dataTransfer.getData(DRAGGED);
        if (!plan.arranging || id === '') return;
        event.preventDefault();
        plan.put(takeOff(plan.places, id));
      }}
    >
      <h2>Not on the plan</h2>
      {aside.length === 0 ? <p className="quiet small">All devices have their place.</p> : null}
      <ul>
        {aside.map((one) => (
          <li key={one.key}>
            {plan.arranging ? (
              <button
                type="button"
                className="room-unplaced"
                draggable
                title="Press to place it, or drag it"
                onDragStart={(event) => event.dataTransfer.setData(DRAGGED, one.seat.device?.id ?? '')}
                onClick={() => props.onPlace(one)}
              >
                <Name cut>{one.title}</Name>
              </button>
            ) : (
              <Name cut>{one.title}</Name>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
