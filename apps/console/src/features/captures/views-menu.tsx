import {
  addView,
  type CaptureView,
  deleteView,
  listViews,
} from '@lapwing/protocol/features/captures/triage.api.ts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bookmark } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError, sayShortly } from '../../api/failure.ts';
import { useMay } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { TextInput, Tick } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import type { MenuPart } from '../../ui/menu-parts.ts';
import { MenuButton } from '../../ui/menu.tsx';
import { Name } from '../../ui/name.tsx';
import { Notice } from '../../ui/states.tsx';
import { type CaptureFilters, filtersToSearch, parseFilters } from './filters.ts';

const viewsQuery = queryOptions({
  queryKey: ['captures', 'views'],
  queryFn: ({ signal }) => load(listViews, {}, signal),
  staleTime: 5 * 60_000,
  refetchOnWindowFocus: false,
});

export interface ViewsMenuProps {
  filters: CaptureFilters;
  /** Shows the list with these filters. */
  onPick: (search: string) => void;
}

/** Filters kept under a name, one's own and those shared with all: picked from a menu, saved and deleted in a window. */
export function ViewsMenu(props: ViewsMenuProps): ReactNode {
  const [open, setOpen] = useState(false);
  const views = useQuery(viewsQuery).data?.views ?? [];
  const here = filtersToSearch(props.filters);
  const current = views.find((view) => sameAs(view, here));
  return (
    <>
      <MenuButton
        label={current === undefined ? 'Saved views' : `Saved views: ${current.name}`}
        look="plain"
        placement="bottom end"
        parts={() => [
          part(
            'mine',
            'Mine',
            views.filter((view) => !view.shared),
          ),
          part(
            'shared',
            'Shared with all',
            views.filter((view) => view.shared),
          ),
          {
            key: 'keep',
            entries: [{ key: 'keep', label: 'Save or delete views …', onPress: () => setOpen(true) }],
          },
        ]}
      >
        <Bookmark size={15} aria-hidden />
        <span className="cut views-name">{current === undefined ? 'Views' : <bdi>{current.name}</bdi>}</span>
      </MenuButton>
      <Window title="Saved views" open={open} onClose={() => setOpen(false)}>
        <ViewsWindow views={views} here={here} onClose={() => setOpen(false)} onPick={props.onPick} />
      </Window>
    </>
  );

  function part(key: string, title: string, of: readonly CaptureView[]): MenuPart {
    return {
      key,
      title,
      entries: of.map((view) => ({
        key: view.id,
        label: view.name,
        checked: sameAs(view, here),
        onPress: () => props.onPick(view.search),
      })),
    };
  }
}

/** What an old view says that is not understood any more is left out, as in any address. */
function sameAs(view: CaptureView, here: string): boolean {
  return filtersToSearch(parseFilters(Object.fromEntries(new URLSearchParams(view.search)))) === here;
}

function ViewsWindow(props: {
  views: readonly CaptureView[];
  here: string;
  onClose: () => void;
  onPick: (search: string) => void;
}): ReactNode {
  const client = useQueryClient();
  const mayShare = useMay('captures.manage');
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [tried, setTried] = useState(false);
  const refresh = (): void => void client.invalidateQueries({ queryKey: viewsQuery.queryKey });
  const save = useMutation({
    mutationFn: () => load(addView, { body: { name, search: props.here, shared } }),
    onSuccess() {
      refresh();
      props.onClose();
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => load(deleteView, { params: { id } }),
    onSuccess: refresh,
  });
  return (
    <div className="stack">
      {props.views.length === 0 ? (
        <p className="quiet">None yet. Set the filters as you need them often, then save them here.</p>
      ) : (
        <ul className="views-list">
          {props.views.map((view) => (
            <li key={view.id} className="row spread">
              <Action
                look="plain"
                onPress={() => {
                  props.onPick(view.search);
                  props.onClose();
                }}
              >
                <Name cut>{view.name}</Name>
              </Action>
              <span className="row">
                <span className="quiet small">{view.shared ? 'shared with all' : 'only for you'}</span>
                <Action
                  label={`Delete the view ${view.name}`}
                  busy={remove.isPending && remove.variables === view.id}
                  unavailable={
                    view.mine || (view.shared && mayShare) ? undefined : 'Whoever shared it can delete it.'
                  }
                  onPress={() => remove.mutate(view.id)}
                >
                  Delete
                </Action>
              </span>
            </li>
          ))}
        </ul>
      )}
      {remove.error === null ? null : <Notice tone="stop">{sayShortly(remove.error)}</Notice>}
      <Form
        label="Save the filters"
        busy={save.isPending}
        problem={formError(save.error, ['name'])}
        onSubmit={() => {
          setTried(true);
          if (name.trim() !== '') save.mutate();
        }}
      >
        <TextInput
          label="Save the filters as they are now, as"
          name="name"
          value={name}
          maxLength={60}
          autoFocus
          placeholder="Severe of Year 9"
          error={tried && name.trim() === '' ? 'Write a name for the view.' : fieldError(save.error, 'name')}
          onChange={setName}
        />
        <Tick checked={shared} onChange={setShared}>
          Shared with all who see captures; each sees in it only what is theirs to see
        </Tick>
        <div className="dialog-foot">
          <Action onPress={props.onClose}>Close</Action>
          <Action look="main" submit busy={save.isPending}>
            Save this view
          </Action>
        </div>
      </Form>
    </div>
  );
}
