import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import { ArrowLeft, Keyboard } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { failureOf, isRefusal, sayFailure } from '../../api/failure.ts';
import { useMay } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { useKeys } from '../../ui/keys.ts';
import { useTab } from '../../ui/page.tsx';
import { Failed, Loading, State } from '../../ui/states.tsx';
import { CaptureFiltersBar } from './capture-filters.tsx';
import { CapturePanel } from './capture-panel.tsx';
import { personName } from './capture-row.tsx';
import { CapturesList } from './captures-list.tsx';
import { type Drafts, holdsText, nextOpen, openDraft, withDraft } from './drafts.ts';
import { type CaptureFilters, filtersToSearch, isNarrowed, parseFilters } from './filters.ts';
import { KeysHelp } from './keys-help.tsx';
import { type CaptureList, useCaptureList } from './use-capture-list.ts';
import './captures.css';

export interface CapturesPageProps {
  filters: CaptureFilters;
  selectedId: string | null;
  /** Goes to an address of the console. */
  go: (href: string, options?: { replace?: boolean }) => void;
  onSearch: () => void;
  /** Where the list and one capture of it stand when they are part of another page. */
  at?: { list: (search: string) => string; one: (id: string, search: string) => string };
}

/** The inbox: what waits at the left, one capture at the right, worked from the keyboard. */
export function CapturesPage(props: CapturesPageProps): ReactNode {
  const { filters, selectedId, go } = props;
  const at = props.at ?? { list: paths.captures, one: paths.capture };
  const list = useCaptureList(filters);
  const search = filtersToSearch(filters);
  const [drafts, setDrafts] = useState<Drafts>({});
  const [rowTick, setRowTick] = useState(0);
  const [detailTick, setDetailTick] = useState(0);
  const [helpOpen, setHelpOpen] = useState(false);
  const [tab, setTab] = useState<string | null>(null);
  const selected = list.items.findIndex((item) => item.id === selectedId);
  const summary = list.items[selected];
  useTab(selectedId === null || tab === null ? 'Captures' : tab);

  function select(id: string, replace: boolean): void {
    go(at.one(id, search), { replace });
  }

  function step(by: number): void {
    const next = list.items[selected === -1 ? 0 : selected + by];
    if (next === undefined) return;
    select(next.id, selectedId !== null);
    setRowTick((tick) => tick + 1);
  }

  /** The arrow keys move the selection in the list; elsewhere they scroll as always. */
  function stepInList(event: KeyboardEvent, by: number): false | undefined {
    const inList = event.target instanceof Element && event.target.closest('.captures-list') !== null;
    if (!inList) return false;
    step(by);
    return undefined;
  }

  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: (event) => stepInList(event, 1),
    ArrowUp: (event) => stepInList(event, -1),
    Enter: () => setDetailTick((tick) => tick + 1),
    '/': props.onSearch,
    '?': () => setHelpOpen(true),
    '.': () => {
      if (list.fresh > 0) list.showFresh();
    },
    Escape: () => {
      if (selectedId !== null) go(at.list(search));
    },
  });

  return (
    <div className="captures" data-showing={selectedId !== null}>
      <section className="captures-left" aria-labelledby="captures-heading">
        <header className="captures-head">
          <div className="row spread">
            <span className="row">
              <h1 id="captures-heading">Captures</h1>
              <span className="captures-fresh" role="status">
                {list.fresh === 0 ? null : (
                  <Action look="main" onPress={list.showFresh} shortcut="." busy={list.refreshing}>
                    {list.fresh} new
                  </Action>
                )}
              </span>
            </span>
            <Action look="icon" label="List of keys (?)" onPress={() => setHelpOpen(true)}>
              <Keyboard size={17} aria-hidden />
            </Action>
          </div>
          <CaptureFiltersBar
            filters={filters}
            onChange={(next) => go(at.list(filtersToSearch(next)))}
            narrowedTo={narrowedName(filters, list)}
          />
        </header>
        <ListBody list={list} filters={filters} onClear={() => go(at.list(''))}>
          <div className="captures-list">
            <CapturesList
              list={list}
              selectedId={selectedId}
              hrefOf={(id) => at.one(id, search)}
              focusTick={rowTick}
              hasDraft={(id) => holdsText(drafts, id)}
            />
          </div>
        </ListBody>
      </section>
      <section className="captures-right" aria-label="Details of the capture">
        {selectedId === null && list.items.length === 0 ? null : selectedId === null ? (
          <State title="No capture chosen">
            Choose one from the list, or press <kbd className="key">J</kbd> to start at the top.
          </State>
        ) : (
          <>
            <Link className="captures-back" href={at.list(search)}>
              <ArrowLeft size={15} aria-hidden /> All captures
            </Link>
            <CapturePanel
              id={selectedId}
              summary={summary}
              filters={search}
              listHref={at.list(search)}
              draft={drafts[selectedId] ?? null}
              onDraft={(draft) => setDrafts((all) => withDraft(all, selectedId, draft))}
              onOpenDraft={(purpose) => setDrafts((all) => openDraft(all, selectedId, purpose))}
              onClosed={() => {
                const next = nextOpen(list.items, selectedId, (row) => !isClosed(row.status));
                if (next === null) return;
                select(next, true);
                setRowTick((tick) => tick + 1);
              }}
              focusTick={detailTick}
              onTab={setTab}
            />
          </>
        )}
      </section>
      <KeysHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

function narrowedName(filters: CaptureFilters, list: CaptureList): string | null {
  const first = list.items[0];
  if (first === undefined) return null;
  if (filters.person !== null) return personName(first);
  return filters.device === null ? null : first.device.name;
}

function ListBody(props: {
  list: CaptureList;
  filters: CaptureFilters;
  onClear: () => void;
  children: ReactNode;
}): ReactNode {
  const { list, filters } = props;
  const mayEnrol = useMay('devices.enrol');
  if (list.state === 'loading') return <Loading label="Loading captures" lines={12} />;
  if (list.state === 'failed') {
    if (isRefusal(list.error, 'not-allowed')) {
      return (
        <State title="Captures are not open to you" icon="locked">
          Your role does not include them. An administrator can change that under Staff.
        </State>
      );
    }
    const { title, text } = sayFailure(failureOf(list.error));
    return <Failed title={title} text={text} onRetry={list.retry} />;
  }
  if (list.items.length > 0) return props.children;
  if (isNarrowed({ ...filters, status: 'open' }) || filters.status !== parseFilters({}).status) {
    return (
      <State
        title="Nothing matches these filters"
        icon="missing"
        actions={<Action onPress={props.onClear}>Clear the filters</Action>}
      >
        New captures that match appear here by themselves.
      </State>
    );
  }
  return (
    <State
      title="Nothing waits"
      icon="done"
      actions={mayEnrol ? <ActionLink href={paths.enrol()}>Add devices</ActionLink> : undefined}
    >
      Every capture has been dealt with, or none has come yet. New ones appear here by themselves.
    </State>
  );
}
