import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { Action } from '../../ui/button.tsx';

export interface UsualReasonsProps {
  reasons: readonly string[];
  onChoose: (reason: string) => void;
  /** Writing begins: the key that was pressed goes into the field. */
  onWrite: () => void;
  /** Takes the focus when it appears. */
  autoFocus: boolean;
}

/**
 * The usual reasons, one press or one digit each. A digit acts only while the focus is here and not in a field; any
 * letter goes on to the field, so that one can begin to write at once.
 */
export function UsualReasons(props: UsualReasonsProps): ReactNode {
  const { reasons, onChoose, onWrite, autoFocus } = props;
  const group = useRef<HTMLDivElement>(null);
  // Before the next key: what is typed at once must not act on the page.
  useLayoutEffect(() => {
    if (autoFocus) group.current?.focus();
  }, [autoFocus]);
  if (reasons.length === 0) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the digits of the buttons in it
    <div
      ref={group}
      className="row usual-reasons"
      role="group"
      tabIndex={-1}
      aria-label="Usual reasons, by their numbers; or write your own"
      onKeyDown={(event) => {
        if (event.ctrlKey || event.altKey || event.metaKey) return;
        const chosen = reasons[Number(event.key) - 1];
        if (/^[1-9]$/.test(event.key) && chosen !== undefined) {
          event.preventDefault();
          event.stopPropagation();
          onChoose(chosen);
        } else if (/^\p{L}$/u.test(event.key)) {
          event.stopPropagation();
          onWrite();
        }
      }}
    >
      {reasons.map((reason, index) => (
        <Action key={reason} className="usual" onPress={() => onChoose(reason)}>
          <kbd className="key" aria-hidden="true">
            {index + 1}
          </kbd>
          {reason}
        </Action>
      ))}
    </div>
  );
}
