import type { AccessPolicy } from '@lapwing/protocol/features/access/api.ts';
import { GripVertical } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import { paths } from '../../paths.ts';
import { Name } from '../../ui/name.tsx';
import { Dot, Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { aboutInWords, hoursInWords, kindTitle } from './words.ts';

const TONES = Object.freeze({
  block: 'stop',
  'allow-only': 'warn',
  allow: 'good',
  downloads: 'stop',
  applications: 'stop',
  'internet-off': 'stop',
  lock: 'stop',
} as const);
const SHAPES = Object.freeze({
  block: '■',
  'allow-only': '◆',
  allow: '●',
  downloads: '▼',
  applications: '■',
  'internet-off': '■',
  lock: '■',
} as const);

/** One policy in the list; its handle moves it by drag, or by the arrow keys. */
export function PolicyRow(props: {
  policy: AccessPolicy;
  place: number;
  of: number;
  fixed: boolean;
  dragged: boolean;
  categoryTitle: (key: string) => string;
  onMove: (to: number) => void;
  onDrag: (on: boolean) => void;
  onDragOver: () => void;
  onDrop: () => void;
}): ReactNode {
  const { policy, place } = props;
  const about = aboutInWords(policy, props.categoryTitle);
  return (
    // What is dropped on a row was picked up by its handle, which does the same by keys.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- as said
    <li
      className="access-row"
      data-dragged={props.dragged || undefined}
      data-off={policy.status === 'disabled' || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        props.onDragOver();
      }}
      onDrop={(event) => {
        event.preventDefault();
        props.onDrop();
      }}
    >
      {props.fixed ? null : (
        <button
          type="button"
          id={`move-${policy.id}`}
          className="button access-handle"
          data-look="icon"
          draggable
          aria-label={`Move ${policy.title}, place ${place + 1} of ${props.of}`}
          aria-describedby="access-move-hint"
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move';
            event.dataTransfer.setData('text/plain', policy.title);
            props.onDrag(true);
          }}
          onDragEnd={() => props.onDrag(false)}
          onKeyDown={(event) => {
            const to = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: props.of - 1 }[event.key];
            if (to === undefined) return;
            event.preventDefault();
            if (to >= 0 && to < props.of) props.onMove(to);
          }}
        >
          <GripVertical size={16} aria-hidden />
        </button>
      )}
      <span className="access-place quiet number">{place + 1}</span>
      <span className="access-what">
        <span className="row">
          <Link href={paths.accessPolicy(policy.id)} className="strong-link">
            <Name>{policy.title}</Name>
          </Link>
          <Pill
            tone={policy.status === 'disabled' ? 'quiet' : TONES[policy.kind]}
            shape={SHAPES[policy.kind]}
          >
            {kindTitle(policy.kind)}
          </Pill>
        </span>
        {about === '' ? null : <span className="quiet small">{about}</span>}
      </span>
      <span className="access-whom">
        {policy.groups.length === 0 ? (
          <span className="quiet">{props.fixed ? 'A group above yours' : 'Nobody yet'}</span>
        ) : (
          policy.groups.slice(0, 4).map((group) => (
            <span key={group.id} className="tag">
              <bdi className="cut">{group.name}</bdi>
            </span>
          ))
        )}
        {policy.groups.length > 4 ? (
          <span className="quiet small">and {policy.groups.length - 4} more</span>
        ) : null}
      </span>
      <span className="access-when">
        <span>
          <Dot tone={policy.activeNow ? 'good' : 'quiet'} />{' '}
          {policy.activeNow ? 'Active now' : 'Not active now'}
        </span>
        <span className="quiet small">
          {policy.status === 'enabled' ? 'Always' : policy.status === 'disabled' ? 'Switched off' : null}
          {policy.status === 'scheduled' && policy.hours !== null ? hoursInWords(policy.hours) : null}
          {policy.status === 'scheduled' && policy.inHolidays ? ', in holidays too' : null}
        </span>
      </span>
      <span className="access-changed quiet small">
        <When at={policy.changedAt} /> <Name cut>{policy.changedBy ?? 'Lapwing'}</Name>
      </span>
    </li>
  );
}
