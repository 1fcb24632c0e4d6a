import type { RestrictionShown } from '@lapwing/protocol/features/restrictions/api.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { Action } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { Name } from '../../ui/name.tsx';
import { useMay } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { When } from '../../ui/when.tsx';
import type { Acts } from './use-acts.ts';
import { sayMinutes, sayUntil } from './words.ts';

const MORE: readonly number[] = [5, 10, 30, 60];

/** One thing in force: what, by whom, until when, what decides instead; with a way to end it or give it another end. */
export function HeldOne(props: {
  what: string;
  by: string;
  until: string | null;
  overruledBy: string | null;
  /** Null where it is an access policy, or not the reader's to see whole. */
  restriction: RestrictionShown | undefined;
  /** For whom alone it would be lifted. */
  personId: string | null;
  /** At which device alone, with nobody known there; null where somebody is. */
  deviceId: string | null;
  now: number;
  acts: Acts;
}): ReactNode {
  const mayLift = useMay('restrictions.set');
  const { what, until, overruledBy, restriction, personId, deviceId, now, acts } = props;
  const some =
    personId === null && deviceId === null
      ? null
      : { personIds: listed(personId), deviceIds: personId === null ? listed(deviceId) : [] };
  // For one person alone it takes no reach over all the others whom it is for.
  const may = restriction === undefined || some === null ? restriction?.may.lift : { allowed: mayLift };
  const reason =
    may === undefined || may.allowed ? undefined : (may.reason ?? 'Your role does not include lifting this.');
  const alone =
    restriction === undefined ||
    restriction.layer === 'sanction' ||
    isForOne(restriction.target, personId ?? deviceId);
  return (
    <li className="holds-one" data-layer={restriction?.layer} data-overruled={overruledBy !== null}>
      <span className="holds-what">{what}</span>
      <span className="quiet small">
        <Name>{props.by}</Name>
        {' · '}
        {until === null ? 'until somebody ends it' : <span className="number">{sayUntil(until, now)}</span>}
        {(restriction?.words ?? null) === null ? null : (
          <>
            {' · “'}
            <Name>{restriction?.words ?? ''}</Name>”
          </>
        )}
      </span>
      {restriction?.layer === 'group' ? (
        <span className="small">
          In the group{' '}
          <Link href={paths.groupView(restriction.target.id, 'properties')}>
            <Name>{restriction.target.name}</Name>
          </Link>{' '}
          since <When at={restriction.from} show="moment" />; it ends when they are taken out of it.
        </span>
      ) : null}
      {restriction !== undefined && restriction.layer !== 'group' && restriction.target.kind === 'group' ? (
        <span className="small">
          For the group <Name>{restriction.target.name}</Name>, since{' '}
          <When at={restriction.from} show="moment" />.
        </span>
      ) : null}
      {overruledBy === null ? null : <span className="small">Without effect: {overruledBy}</span>}
      {restriction === undefined || restriction.layer === 'group' ? null : (
        <div className="row">
          <Action
            unavailable={reason}
            busy={acts.busy}
            onPress={() => void acts.lift([restriction.id], `Lifted: ${what}.`, alone ? null : some)}
          >
            {alone || some === null
              ? 'Lift'
              : personId === null
                ? 'Lift at this device'
                : 'Lift for this person'}
          </Action>
          {restriction.layer === 'sanction' ? null : (
            <MenuButton
              label={`Ends in: another end for ${what}`}
              unavailable={restriction.may.lift.allowed ? undefined : (restriction.may.lift.reason ?? reason)}
              parts={() => [
                {
                  key: 'end',
                  title: alone ? 'Ends in' : `Ends for all of ${restriction.target.name} in`,
                  entries: MORE.map((minutes) => ({
                    key: String(minutes),
                    label: sayMinutes(minutes),
                    onPress: () =>
                      void acts.extend([restriction.id], minutes, `${what}: ends in ${sayMinutes(minutes)}.`),
                  })),
                },
              ]}
            >
              Ends in <span aria-hidden="true">▾</span>
            </MenuButton>
          )}
        </div>
      )}
    </li>
  );
}

function listed(id: string | null): string[] {
  return id === null ? [] : [id];
}

/** Whether it is for this one person or device and nobody else; a target of several names them all. */
function isForOne(target: RestrictionShown['target'], id: string | null): boolean {
  return (
    (target.kind === 'person' || target.kind === 'device') && target.id === id && !/,| and /.test(target.name)
  );
}
