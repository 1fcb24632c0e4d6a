import type { ReactNode } from 'react';
import { Name } from '../../ui/name.tsx';

/** The lock much as a pupil sees it, smaller. */
export function LockPreview(props: {
  school: string;
  /** Said with this lock. */
  words: string;
  /** The school's own, on every lock. */
  below: string;
  by: string;
  mayAskHelp: boolean;
}): ReactNode {
  return (
    <section className="card" aria-labelledby="preview-heading">
      <h2 id="preview-heading">How a lock looks</h2>
      <div className="lock-preview">
        <p className="lock-preview-school">
          <Name>{props.school}</Name>
        </p>
        <p className="lock-preview-words">
          <Name>{props.words}</Name>
        </p>
        {props.below.trim() === '' ? null : (
          <p>
            <Name>{props.below}</Name>
          </p>
        )}
        <p className="lock-preview-left">
          <span className="number">2:41</span> left
        </p>
        <p className="lock-preview-by">
          Locked by <Name>{props.by}</Name>. It ends by itself.
        </p>
        {props.mayAskHelp ? <span className="lock-preview-ask">Ask a teacher for help</span> : null}
      </div>
    </section>
  );
}
