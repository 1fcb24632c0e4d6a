import { deleteFavourite, type Favourite } from '@lapwing/protocol/features/access/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Action } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { AccessFrame } from './access-frame.tsx';
import { FavouriteWindow } from './favourite-window.tsx';
import { favouritesQuery } from './queries.ts';
import { count } from './words.ts';

/** Ready lists of sites for lessons: the school's, which everybody uses, and one's own. */
export function FavouritesPage(): ReactNode {
  const client = useQueryClient();
  const query = useQuery(favouritesQuery);
  const { data } = query;
  const [open, setOpen] = useState<Favourite | 'new' | null>(null);
  const [deleting, setDeleting] = useState<Favourite | null>(null);
  const remove = useMutation({
    mutationFn: (id: string) => load(deleteFavourite, { params: { id } }),
    onSuccess() {
      showToast({ text: `“${deleting?.title ?? ''}” is deleted.`, tone: 'good', key: 'favourites' });
      setDeleting(null);
      void client.invalidateQueries({ queryKey: ['access', 'favourites'] });
    },
  });
  const make = (
    <Action look="main" onPress={() => setOpen('new')}>
      New list
    </Action>
  );
  return (
    <AccessFrame tab="lists">
      <Page
        title="Ready lists"
        tab="Ready lists"
        description="Sites for a lesson, one press away in the classroom: only these, for as long as the lesson lasts."
        actions={data === undefined ? undefined : make}
      >
        {data === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : data.favourites.length === 0 ? (
          <State title="No ready lists yet" actions={make}>
            Make one for what you often teach, for example the three sites of a research task. In a lesson,
            choose it under Limit the internet.
          </State>
        ) : (
          <div className="access-lists">
            {(
              [
                ['Of the school', false],
                ['My own', true],
              ] as const
            ).map(([heading, personal]) => {
              const lists = data.favourites.filter((each) => each.personal === personal);
              return (
                <section key={heading} className="card" aria-label={heading}>
                  <h2>{heading}</h2>
                  {lists.length === 0 ? (
                    <p className="quiet">
                      {personal ? 'You have none of your own.' : 'The school has none.'}
                    </p>
                  ) : (
                    <ul className="access-favourites">
                      {lists.map((list) => (
                        <li key={list.id}>
                          <div>
                            <strong>
                              <Name>{list.title}</Name>
                            </strong>{' '}
                            <span className="quiet small">{count(list.sites.length, 'site')}</span>
                            <p className="quiet small access-sites-line">
                              <Name>{list.sites.join(', ')}</Name>
                            </p>
                          </div>
                          <div className="row">
                            <Action
                              label={`Change ${list.title}`}
                              unavailable={list.may.change.allowed ? undefined : list.may.change.reason}
                              onPress={() => setOpen(list)}
                            >
                              Change
                            </Action>
                            <Action
                              label={`Delete ${list.title}`}
                              unavailable={list.may.change.allowed ? undefined : list.may.change.reason}
                              onPress={() => setDeleting(list)}
                            >
                              Delete
                            </Action>
                          </div>
                        </li>
                      ))}
                    </ul>
                  )}
                </section>
              );
            })}
          </div>
        )}
        {open === null || data === undefined ? null : (
          <FavouriteWindow
            list={open === 'new' ? null : (data.favourites.find(({ id }) => id === open.id) ?? open)}
            opened={open === 'new' ? 0 : open.revision}
            school={data.may.school}
            onClose={() => setOpen(null)}
          />
        )}
        {deleting === null ? null : (
          <Confirm
            open
            title={`Delete “${deleting.title}”?`}
            verb="Delete the list"
            busy={remove.isPending}
            error={remove.error === null ? undefined : sayShortly(remove.error)}
            onClose={() => {
              setDeleting(null);
              remove.reset();
            }}
            onConfirm={() => remove.mutate(deleting.id)}
          >
            <p>Lessons that are limited to it now stay so until they end.</p>
          </Confirm>
        )}
      </Page>
    </AccessFrame>
  );
}
