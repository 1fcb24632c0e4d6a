import { type ActingNow, stopActing } from '@lapwing/protocol/features/accounts/acting.api.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { load } from '../../api/client.ts';
import { isRefusal, sayShortly } from '../../api/failure.ts';
import { meQuery } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { hasMore, placesNotShown, sayLeft } from './acting-words.ts';
import { NotShown } from './not-shown.tsx';
import './acting.css';

const MINUTE_MS = 60_000;

/** Stands above every page while the console is seen with another's rights: with whose, how much of it, how long, and the way out. */
export function ActingBar(props: { acting: ActingNow }): ReactNode {
  const { acting } = props;
  const [listed, setListed] = useState(false);
  const stop = useMutation({
    mutationFn: () => load(stopActing, {}),
    onSuccess: loadAnew,
    // It has ended meanwhile: what is shown is to be loaded anew all the same.
    onError: (error) => {
      if (isRefusal(error, 'conflict')) loadAnew();
    },
  });
  const places = placesNotShown(acting);
  const more = hasMore(acting);
  return (
    <section className="acting-bar" aria-label="Seeing the console as somebody else">
      <Eye size={16} aria-hidden />
      <div className="acting-words">
        <p role="status">
          You see the console as{' '}
          <strong>
            <Name>{acting.name}</Name>
          </strong>{' '}
          sees it, only what you may see too.
        </p>
        <p>
          <TimeLeft endsAt={acting.endsAt} />
          {places.length === 0 ? null : ` · Not shown: ${places.join(', ')}`}
        </p>
        {stop.error === null || stop.isPending ? null : <p role="alert">{sayShortly(stop.error)}</p>}
      </div>
      <div className="acting-do">
        {places.length === 0 && !more ? null : (
          <Action onPress={() => setListed(true)}>All that is not shown</Action>
        )}
        <Action look="main" onPress={() => stop.mutate()} busy={stop.isPending}>
          Stop
        </Action>
      </div>
      {listed ? <NotShown acting={acting} onClose={() => setListed(false)} /> : null}
    </section>
  );
}

/** Nothing that was loaded with other rights may stay: not in a list, a form or a connection. */
function loadAnew(): void {
  window.location.reload();
}

function TimeLeft(props: { endsAt: string }): ReactNode {
  const { endsAt } = props;
  const client = useQueryClient();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const left = Date.parse(endsAt) - now;
    // Once it is over the server says so, and tells every open page of this sign-in.
    if (left <= 0) void client.invalidateQueries({ queryKey: meQuery.queryKey });
    const timer = setTimeout(() => setNow(Date.now()), left > 0 && left < MINUTE_MS ? 1_000 : 5_000);
    return () => clearTimeout(timer);
  }, [endsAt, now, client]);
  return <span className="number">{sayLeft(endsAt, now)}</span>;
}
