import type { ReactNode } from 'react';
import { Button, type ButtonProps } from 'react-aria-components/Button';
import { Link } from 'react-aria-components/Link';
import { Tip } from './tooltip.tsx';

export interface ActionProps {
  children: ReactNode;
  onPress?: () => void;
  /** `main` for the one thing to do next, `stop` for what takes something away. */
  look?: 'main' | 'stop' | 'plain' | 'icon';
  /** The name when the content is only a picture. */
  label?: string;
  /** The key that does the same, shown on the button. */
  shortcut?: string;
  /** Why it cannot be done now; the button stays reachable and says so. */
  unavailable?: string | undefined;
  busy?: boolean;
  submit?: boolean;
  pressed?: boolean;
  expanded?: boolean;
  autoFocus?: boolean;
  className?: string;
}

/** A button that says why when it is not available, instead of going dead. */
export function Action(props: ActionProps): ReactNode {
  const { look, label, shortcut, unavailable, onPress } = props;
  const blocked = unavailable !== undefined;
  const busy = props.busy === true;
  const given: ButtonProps = {
    className: `button ${props.className ?? ''}`,
    type: props.submit === true && !blocked && !busy ? 'submit' : 'button',
  };
  if (label !== undefined) given['aria-label'] = label;
  if (blocked || busy) given['aria-disabled'] = true;
  if (!blocked && !busy && onPress !== undefined) given.onPress = () => onPress();
  if (props.pressed !== undefined) given['aria-pressed'] = props.pressed;
  if (props.expanded !== undefined) given['aria-expanded'] = props.expanded;
  if (shortcut !== undefined || blocked || busy) {
    given.render = (dom) => (
      <button
        {...dom}
        {...(shortcut === undefined ? {} : { 'aria-keyshortcuts': shortcut })}
        {...(blocked ? { 'aria-description': unavailable } : {})}
        {...(busy ? { 'aria-busy': true } : {})}
      />
    );
  }
  const button = (
    <Button {...given} {...(props.autoFocus === true ? { autoFocus: true } : {})} data-look={look ?? 'quiet'}>
      {props.children}
      {shortcut === undefined ? null : (
        <kbd className="key" aria-hidden="true">
          {shortcut}
        </kbd>
      )}
    </Button>
  );
  const tip = unavailable ?? (look === 'icon' ? label : undefined);
  // Always in its place: a button that becomes unavailable while it has the focus keeps it.
  return <Tip text={tip}>{button}</Tip>;
}

/** A link that looks like a button: it goes somewhere. */
export function ActionLink(props: {
  href: string;
  look?: ActionProps['look'];
  children: ReactNode;
}): ReactNode {
  return (
    <Link className="button" href={props.href} data-look={props.look ?? 'quiet'}>
      {props.children}
    </Link>
  );
}
