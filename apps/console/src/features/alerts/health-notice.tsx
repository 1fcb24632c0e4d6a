import type { MailHealth } from '@lapwing/protocol/features/alerts/api.ts';
import type { ReactNode } from 'react';
import { sayMoment } from '../../ui/dates.ts';
import { Notice } from '../../ui/states.tsx';
import { mails } from './words.ts';

/** How mail goes, when there is something to say of it. */
export function HealthNotice(props: { health: MailHealth }): ReactNode {
  const { health } = props;
  if (health.state === 'none') {
    return (
      <Notice tone="warn">
        No mail server is set up: alerts reach people only while they have Lapwing open, and nobody is next
        when a Severe capture stays unopened.
      </Notice>
    );
  }
  if (health.state === 'failing') {
    return (
      <Notice tone="stop">
        <strong>No mail has got through since {health.since === null ? '' : sayMoment(health.since)}.</strong>{' '}
        {health.problem} {mails(health.waiting)} {health.waiting === 1 ? 'waits' : 'wait'}; nothing is lost.
        {health.nextTryAt === null ? null : ` The next try is at ${sayMoment(health.nextTryAt)}.`}
      </Notice>
    );
  }
  if (health.dead > 0) {
    return (
      <Notice tone="warn">
        {mails(health.dead)} could not be delivered. What went wrong stands beside each.
      </Notice>
    );
  }
  return null;
}
