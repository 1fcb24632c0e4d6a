import { useQuery } from '@tanstack/react-query';
import { Hand } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { useMay } from '../../api/queries.ts';
import { useKeys } from '../../ui/keys.ts';
import { Tip } from '../../ui/tooltip.tsx';
import { showToast } from '../../ui/toasts.ts';
import { asksQuery } from './queries.ts';
import { announce, newOnes, sayAsking, waitingFirst } from './words.ts';
import './asks-sign.css';

const AsksPanel = lazy(async () => ({ default: (await import('./asks-panel.tsx')).AsksPanel }));

/** How many pupils ask, in the header; a press, or the key h, opens the queue. Who is new is said, and takes no focus. */
export function AsksSign(): ReactNode {
  const may = useMay('assistance.answer');
  const query = useQuery({ ...asksQuery, enabled: may });
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const known = useRef<ReadonlySet<string> | null>(null);
  const requests = query.data?.requests;
  useEffect(() => {
    if (requests === undefined) return;
    const fresh = known.current === null ? [] : newOnes(known.current, requests);
    known.current = new Set([...(known.current ?? []), ...requests.map(({ id }) => id)]);
    if (fresh.length > 0)
      showToast({
        text: announce(fresh),
        key: 'assistance-new',
        action: { label: 'See who asks', onPress: () => setOpen(true) },
      });
  }, [requests]);
  useKeys({ h: () => (may ? setOpen(true) : false) }, may);
  if (!may) return null;
  const waiting = waitingFirst(requests ?? []);
  const count = waiting.length;
  return (
    <>
      <Tip text={count === 0 ? 'Nobody asks (h)' : undefined} side="bottom">
        <Button
          ref={button}
          className="asks-sign number"
          data-some={count > 0}
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-keyshortcuts="h"
          aria-label={count === 0 ? 'Nobody asks' : `${sayAsking(count)} for help or a page`}
          onPress={() => setOpen(!open)}
        >
          <Hand size={15} aria-hidden />
          {count === 0 ? null : sayAsking(count)}
        </Button>
      </Tip>
      {open ? (
        <Suspense>
          <AsksPanel anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
