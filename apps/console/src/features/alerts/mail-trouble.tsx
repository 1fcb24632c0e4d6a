import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'react-aria-components/Link';
import { paths } from '../../paths.ts';
import { sayMoment } from '../../ui/dates.ts';
import { healthQuery } from './queries.ts';
import { isTrouble, mails } from './words.ts';

const LOOKS_MS = 30_000;

/** Says on every page that alerts have not got through for a while, to those who look after them. */
export function MailTrouble(): ReactNode {
  const health = useQuery(healthQuery).data;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOKS_MS);
    return () => clearInterval(timer);
  }, []);
  const trouble = health !== undefined && isTrouble(health, now);
  return (
    <div role="status">
      {trouble ? (
        <div className="frame-banner">
          Alerts by e-mail have not got through since {sayMoment(health.since ?? '')}; {mails(health.waiting)}{' '}
          {health.waiting === 1 ? 'waits' : 'wait'}. <Link href={paths.mailServer()}>See why</Link>
        </div>
      ) : null}
    </div>
  );
}
