import { Eye } from 'lucide-react';
import type { ReactNode } from 'react';
import { Name } from '../../ui/name.tsx';
import { sayLookers } from './looking-words.ts';
import { useLookers } from './use-looking.ts';

/** Who else has the capture in front of them now, so that two do not do the same work. */
export function Lookers(props: { captureId: string }): ReactNode {
  const people = useLookers(props.captureId);
  return (
    <p className="lookers" role="status">
      {people.length === 0 ? null : (
        <span className="row small">
          <Eye size={14} aria-hidden /> <Name>{sayLookers(people)}</Name>
        </span>
      )}
    </p>
  );
}

/** The same as a small sign on a row. */
export function LookersSign(props: { captureId: string }): ReactNode {
  const people = useLookers(props.captureId);
  if (people.length === 0) return null;
  const words = sayLookers(people);
  return (
    <span className="lookers-sign" title={words}>
      <Eye size={13} aria-hidden />
      <span className="unseen">{words}</span>
    </span>
  );
}
