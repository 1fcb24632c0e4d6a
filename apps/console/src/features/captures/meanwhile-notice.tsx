import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import type { ReactNode } from 'react';
import { useMe } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { CaptureHistory } from './capture-history.tsx';
import { doneMeanwhile } from './meanwhile.ts';
import { STATUS_WORDS } from './words.ts';

/** Tells calmly that somebody else was quicker: what they did, and that what one has typed is still there. */
export function MeanwhileNotice(props: {
  capture: CaptureDetail;
  /** The last entry of the history that was known before. */
  seen: string | null;
  writing: boolean;
  onUnderstood?: (() => void) | undefined;
}): ReactNode {
  const { capture } = props;
  const me = useMe().account.id;
  const done = doneMeanwhile(capture.history, props.seen, me);
  const now = `It is ${STATUS_WORDS[capture.status].word} now.`;
  return (
    <Notice tone="warn">
      <div className="stack meanwhile">
        <p>
          <strong>This capture was changed meanwhile.</strong> {now}{' '}
          {props.writing
            ? 'What you typed is still here; save it only if it still holds.'
            : 'Nothing of yours was done. Do it again if it still holds.'}
        </p>
        {done.length === 0 ? null : <CaptureHistory history={done} />}
        {props.onUnderstood === undefined || props.writing ? null : (
          <div className="row">
            <Action onPress={props.onUnderstood}>Understood</Action>
          </div>
        )}
      </div>
    </Notice>
  );
}
