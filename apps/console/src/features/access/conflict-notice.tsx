import type { AccessPolicy } from '@lapwing/protocol/features/access/api.ts';
import { type ReactNode, useEffect, useRef } from 'react';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { differences, type Draft, draftOf } from './draft.ts';

/** Somebody else has saved the policy meanwhile: where the two differ, and which of them is to hold. */
export function ConflictNotice(props: {
  theirs: AccessPolicy;
  yours: Draft;
  busy: boolean;
  /** It stood in the way of saving: whoever pressed Save is led to it. Otherwise nobody is taken from where they write. */
  pressing: boolean;
  onTake: () => void;
  onKeep: () => void;
}): ReactNode {
  const { theirs, pressing } = props;
  const lines = differences(draftOf(theirs), props.yours);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!pressing) return;
    // Whoever pressed Save is at the foot of the page.
    place.current?.focus();
    place.current?.scrollIntoView({ block: 'center' });
  }, [pressing]);
  return (
    <Notice tone="warn">
      <div ref={place} tabIndex={-1} className="stack access-conflict">
        <p>
          <strong>
            <Name>{theirs.changedBy ?? 'Somebody'}</Name> saved this policy while you had it open
          </strong>{' '}
          (<When at={theirs.changedAt} />
          ). What you wrote is still here.
        </p>
        {lines.length === 0 ? (
          <p>Both say the same.</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">Where they differ</th>
                <th scope="col">Theirs</th>
                <th scope="col">Yours</th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ what, theirs: one, yours }) => (
                <tr key={what}>
                  <th scope="row">{what}</th>
                  <td>
                    <Name>{one}</Name>
                  </td>
                  <td>
                    <Name>{yours}</Name>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <div className="row">
          <Action onPress={props.onTake}>Go on with theirs</Action>
          <Action onPress={props.onKeep} busy={props.busy}>
            Save mine over it
          </Action>
        </div>
      </div>
    </Notice>
  );
}
