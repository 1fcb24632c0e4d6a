import { ShieldAlert } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';

/** Why there is nothing to open, in the place of the evidence. */
export function Closed(props: { title: string; sealed?: boolean; children: ReactNode }): ReactNode {
  return (
    <div className="evidence-closed" data-idle="true">
      {props.sealed === true ? <ShieldAlert size={18} aria-hidden /> : null}
      <strong>{props.title}</strong>
      <span>{props.children}</span>
    </div>
  );
}

/**
 * Evidence that waits to be opened: a blur in which nothing can be read, under what it is and that opening it is
 * recorded.
 * @param blur where the blur is fetched from; null where there is none
 */
export function Blurred(props: {
  title: string;
  about: string | null;
  blur: string | null;
  /** Whether V opens it. */
  byKey: boolean;
  onOpen: () => void;
}): ReactNode {
  const { blur, byKey } = props;
  // What arrived before there were blurs has none; the field is plain then.
  const [missing, setMissing] = useState<string | null>(null);
  return (
    <Button
      className="evidence-closed"
      data-blurred={blur !== null && missing !== blur}
      onPress={props.onOpen}
      {...(byKey ? { 'aria-keyshortcuts': 'v' } : {})}
    >
      {blur === null || missing === blur ? null : (
        <img className="evidence-blur" src={blur} alt="" onError={() => setMissing(blur)} />
      )}
      <span className="evidence-words">
        <strong>{props.title}</strong>
        {props.about === null ? null : <span>{props.about}</span>}
        <span>Open (your view is recorded) {byKey ? <kbd className="key">V</kbd> : null}</span>
      </span>
    </Button>
  );
}
