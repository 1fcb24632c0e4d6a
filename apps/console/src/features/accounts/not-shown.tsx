import type { Capability } from '@lapwing/protocol/capabilities.ts';
import type { ActingNow } from '@lapwing/protocol/features/accounts/acting.api.ts';
import { CAPABILITY_WORDS } from '@lapwing/protocol/permission-words.ts';
import type { ReactNode } from 'react';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { rightsByFeature } from './roles.ts';

/** What the other may do and who acts as them does not see, right by right. */
export function NotShown(props: { acting: ActingNow; onClose: () => void }): ReactNode {
  const { name, notShown, partlyShown } = props.acting;
  return (
    <Window title="Not shown" open onClose={props.onClose}>
      <div className="stack">
        {notShown.length === 0 ? null : (
          <>
            <p>
              <Name>{name}</Name> may do this. It is not shown, because you may not do it yourself, or because
              it is left out whenever somebody sees the console as another: what is decided about a child or
              about rights is decided under one’s own name alone.
            </p>
            <Rights of={notShown} />
          </>
        )}
        {partlyShown.length === 0 ? null : (
          <>
            <p>You may do this too, for fewer groups; it is shown for the groups that both of you have.</p>
            <Rights of={partlyShown} />
          </>
        )}
      </div>
      <div className="dialog-foot">
        <Action onPress={props.onClose} autoFocus>
          Close
        </Action>
      </div>
    </Window>
  );
}

function Rights(props: { of: readonly Capability[] }): ReactNode {
  return (
    <dl className="acting-rights">
      {rightsByFeature().map(({ feature, title, rights }) => {
        const named = rights.filter((right) => props.of.includes(right));
        return named.length === 0 ? null : (
          <div key={feature}>
            <dt>{title}</dt>
            {named.map((right) => (
              <dd key={right}>{CAPABILITY_WORDS[right].name}</dd>
            ))}
          </div>
        );
      })}
    </dl>
  );
}
