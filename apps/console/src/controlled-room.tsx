import type { ReactNode } from 'react';
import { ClassroomPage } from './features/screens/classroom-page.tsx';
import type { ClassroomProps } from './features/screens/use-classroom.ts';
import { parseCommand, type RoomCommand, RoomControl } from './room-control.tsx';

/** The room of screens with all that can be done to them. */
export function ControlledRoom(
  props: Omit<ClassroomProps, 'renderWithExtras'> & {
    /** From the address, as it stands there. */
    command: unknown;
    onCommandDone: () => void;
  },
): ReactNode {
  const { command, onCommandDone, ...room } = props;
  const asked: RoomCommand | null = parseCommand(command);
  return (
    <ClassroomPage
      {...room}
      renderWithExtras={(now, draw) => (
        <RoomControl room={now} command={asked} onCommandDone={onCommandDone}>
          {draw}
        </RoomControl>
      )}
    />
  );
}
