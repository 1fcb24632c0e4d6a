import { type AccessPolicy, orderAccessPolicies } from '@lapwing/protocol/features/access/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { ActionLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { AccessFrame } from './access-frame.tsx';
import { PolicyRow } from './policy-row.tsx';
import { accessQuery } from './queries.ts';
import { TryPanel } from './try-panel.tsx';
import { moved } from './words.ts';

/** Which sites and downloads are open to whom and when: the policies in their order, and a place to try an address. */
export function AccessPage(): ReactNode {
  const query = useQuery(accessQuery);
  const { data } = query;
  const manage = data?.may.manage;
  return (
    <AccessFrame tab="policies">
      <Page
        title="Access"
        tab="Access"
        description="Which sites, downloads and programs are open to whom, and when. Devices keep to it offline, too."
        actions={
          manage?.allowed === true ? (
            <ActionLink href={paths.newAccessPolicy()} look="main">
              New policy
            </ActionLink>
          ) : undefined
        }
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : (
          <div className="access-split">
            <section aria-labelledby="access-order" className="stack">
              <h2 id="access-order" className="unseen">
                Policies in their order
              </h2>
              {manage?.allowed === false ? <Notice>{manage.reason}</Notice> : null}
              {data.policies.length === 0 ? (
                <State
                  title="No access policies yet"
                  actions={
                    manage?.allowed === true ? (
                      <ActionLink href={paths.newAccessPolicy()} look="main">
                        Make the first
                      </ActionLink>
                    ) : undefined
                  }
                >
                  Without one, every page is open that your filter lets through. Begin with what your
                  acceptable-use policy already says, for example proxies and VPNs for the whole school.
                </State>
              ) : (
                <Order
                  policies={data.policies}
                  fixed={manage?.allowed !== true}
                  categoryTitle={(key) => data.categories.find((each) => each.key === key)?.title ?? key}
                />
              )}
            </section>
            <TryPanel draft={null} />
          </div>
        )}
      </Page>
    </AccessFrame>
  );
}

function Order(props: {
  policies: readonly AccessPolicy[];
  fixed: boolean;
  categoryTitle: (key: string) => string;
}): ReactNode {
  const client = useQueryClient();
  const [dragged, setDragged] = useState<string | null>(null);
  const [meant, setMeant] = useState<readonly string[] | null>(null);
  const [said, setSaid] = useState('');
  const stored = props.policies.map(({ id }) => id);
  const ids = meant ?? stored;
  const byId = new Map(props.policies.map((policy) => [policy.id, policy]));
  const order = useMutation({
    // One after the other: what was meant last is what holds.
    scope: { id: 'access-order' },
    mutationFn: (next: readonly string[]) => load(orderAccessPolicies, { body: { ids: [...next] } }),
    async onSettled() {
      running.current -= 1;
      if (running.current > 0) return;
      await client.invalidateQueries({ queryKey: ['access'] });
      setMeant(null);
    },
  });
  const running = useRef(0);
  const held = useRef<string | null>(null);
  useEffect(() => {
    // Its row has another place in the page now, which costs it the focus.
    if (held.current !== null) document.getElementById(`move-${held.current}`)?.focus();
    held.current = null;
  });
  function put(next: readonly string[], id: string, before: readonly string[] = ids): void {
    if (next.join() === before.join()) return;
    const title = byId.get(id)?.title ?? '';
    running.current += 1;
    setMeant(next);
    setSaid(`${title} is at place ${next.indexOf(id) + 1} of ${next.length}.`);
    order.mutate(next, {
      onSuccess: () =>
        showToast({
          text: `“${title}” moved to place ${next.indexOf(id) + 1}.`,
          key: 'access-order',
          action: { label: 'Undo', onPress: () => put(before, id, next) },
        }),
    });
  }
  return (
    <>
      {order.error === null ? null : <Notice tone="stop">{sayShortly(order.error)}</Notice>}
      <p className="quiet small">
        Where several policies say something of a page, the one for the stronger group decides: by the group’s
        priority, then the group further down the tree. Among equals it is the order here, the first before
        the next. What a teacher sets in a lesson goes before all of them.
      </p>
      {props.fixed ? null : (
        <p className="quiet small" id="access-move-hint">
          Move a policy by its handle: drag it, or press the arrow keys on it.
        </p>
      )}
      <ol className="access-order">
        {ids.map((id, place) => {
          const policy = byId.get(id);
          return policy === undefined ? null : (
            <PolicyRow
              key={id}
              policy={policy}
              place={place}
              of={ids.length}
              fixed={props.fixed}
              dragged={dragged === id}
              categoryTitle={props.categoryTitle}
              onMove={(to) => {
                held.current = id;
                put(moved(ids, id, to), id);
              }}
              onDrag={(on) => {
                setDragged(on ? id : null);
                // Let go beside the list: it is back at its place.
                if (!on && running.current === 0) setMeant(null);
              }}
              onDragOver={() => {
                if (dragged !== null && dragged !== id) setMeant(moved(ids, dragged, place));
              }}
              onDrop={() => {
                if (dragged !== null) put(ids, dragged, stored);
                setDragged(null);
              }}
            />
          );
        })}
      </ol>
      <p className="unseen" role="status">
        {said}
      </p>
    </>
  );
}
