import {
  CircleAlert,
  CircleCheck,
  CloudOff,
  Hourglass,
  Info,
  Inbox,
  Lock,
  Monitor,
  Pause,
  SearchX,
  TriangleAlert,
  Users,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Action } from './button.tsx';
import './states.css';

const ICONS = {
  empty: Inbox,
  error: TriangleAlert,
  offline: CloudOff,
  locked: Lock,
  missing: SearchX,
  done: CircleCheck,
  waiting: Hourglass,
  paused: Pause,
  people: Users,
  devices: Monitor,
} as const;

export interface StateProps {
  title: string;
  children?: ReactNode;
  /** What can be done next. */
  actions?: ReactNode;
  /** It is all that the page has, so its heading is the page's. */
  whole?: boolean;
  /** `missing` is not there or not found, `waiting` is on its way from elsewhere, `paused` was stopped by the person. */
  icon?: keyof typeof ICONS;
  /** Smaller, for a panel or a card. */
  small?: boolean;
}

/** A place with nothing in it, and what to do about that. */
export function State(props: StateProps): ReactNode {
  const Icon = ICONS[props.icon ?? 'empty'];
  return (
    <div className="state" data-small={props.small === true || undefined}>
      <span className="state-icon">
        <Icon size={22} aria-hidden />
      </span>
      {props.whole === true ? <h1 className="state-title">{props.title}</h1> : <h2>{props.title}</h2>}
      {props.children === undefined ? null : <div className="quiet">{props.children}</div>}
      {props.actions === undefined ? null : <div className="row">{props.actions}</div>}
    </div>
  );
}

/** Bones of what is on its way. */
export function Loading(props: { label?: string; lines?: number }): ReactNode {
  return (
    <div className="bones" role="status" aria-label={props.label ?? 'Loading'}>
      {Array.from({ length: props.lines ?? 9 }, (_, line) => (
        <span key={line} className="bone" aria-hidden="true" />
      ))}
    </div>
  );
}

/** Something could not be fetched; trying again is one press away. */
export function Failed(props: {
  title: string;
  text: string;
  onRetry?: () => void;
  offline?: boolean;
}): ReactNode {
  const { onRetry } = props;
  return (
    <div role="alert">
      <State
        title={props.title}
        icon={props.offline === true ? 'offline' : 'error'}
        actions={onRetry === undefined ? undefined : <Action onPress={onRetry}>Try again</Action>}
      >
        {props.text}
      </State>
    </div>
  );
}

const NOTICE_ICONS = { plain: Info, good: CircleCheck, warn: TriangleAlert, stop: CircleAlert } as const;

/** A remark beside what it is about. `stop` is read out at once. */
export function Notice(props: { tone?: 'plain' | 'good' | 'warn' | 'stop'; children: ReactNode }): ReactNode {
  const tone = props.tone ?? 'plain';
  const Icon = NOTICE_ICONS[tone];
  return (
    <div className="notice" data-tone={tone} role={tone === 'stop' ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden />
      <div>{props.children}</div>
    </div>
  );
}

/** A word in a coloured box; the word and the shape carry the meaning, the colour only repeats it. */
export function Pill(props: {
  tone: 'stop' | 'warn' | 'quiet' | 'good';
  shape?: string;
  plain?: boolean;
  children: ReactNode;
}): ReactNode {
  return (
    <span className="pill" data-tone={props.tone} data-plain={props.plain === true}>
      {props.shape === undefined ? null : <span aria-hidden="true">{props.shape}</span>}
      {props.children}
    </span>
  );
}

/** A small sign of state; always stands beside its word. */
export function Dot(props: { tone: 'good' | 'quiet' | 'stop' }): ReactNode {
  return <span className="dot" data-tone={props.tone} aria-hidden="true" />;
}
