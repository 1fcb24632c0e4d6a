import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import { ArrowLeft } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { Link } from 'react-aria-components';
import { useMay, useMe } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { useKeys } from '../../ui/keys.ts';
import { useTab } from '../../ui/page.tsx';
import { Loading, State } from '../../ui/states.tsx';
import { type BulkAsk, BulkBar } from './bulk-bar.tsx';
import { CaptureFiltersBar } from './capture-filters.tsx';
import { personName } from './capture-row.tsx';
import { CapturesList } from './captures-list.tsx';
import { type Drafts, holdsText, nextOpen, openDraft, withDraft } from './drafts.ts';
import { type CaptureFilters, filtersToSearch } from './filters.ts';
import { SealedAsks } from './evidence-asks.tsx';
import { ListBody } from './list-body.tsx';
import { ListTitle, ListTools } from './list-head.tsx';
import type { InboxRow } from './rows.ts';
import { type BulkChange, useBulk } from './use-bulk.ts';
import { type CaptureList, useCaptureList } from './use-capture-list.ts';
import { useInbox } from './use-inbox.ts';
import { useUndo } from './use-undo.ts';
import './captures.css';
import './inbox.css';

/** What one capture is made of comes when the first is opened: the list is there sooner. */
const CapturePanel = lazy(async () => ({ default: (await import('./capture-panel.tsx')).CapturePanel }));
const KeysHelp = lazy(async () => ({ default: (await import('./keys-help.tsx')).KeysHelp }));

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
  const me = useMe().account;
  const mayTriage = useMay('captures.triage');
  const list = useCaptureList(filters);
  const inbox = useInbox(list.items, selectedId);
  const bulk = useBulk();
  const undo = useUndo();
  const search = filtersToSearch(filters);
  const [drafts, setDrafts] = useState<Drafts>({});
  const [rowTick, setRowTick] = useState(0);
  const [detailTick, setDetailTick] = useState(0);
  const [helpOpen, setHelpOpen] = useState(false);
  const [moreOpen, setMoreOpen] = useState(false);
  const [asking, setAsking] = useState<BulkAsk>(null);
  const [tab, setTab] = useState<string | null>(null);
  const { rows, current, currentRow } = inbox;
  const many = inbox.chosen.length > 0;
  useTab(selectedId === null || tab === null ? 'Captures' : tab);

  function select(id: string, replace: boolean): void {
    go(at.one(id, search), { replace });
  }

  function step(by: number): void {
    const next = rows[current === -1 ? 0 : current + by];
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

  function headOf(row: InboxRow): string {
    return row.kind === 'capture' ? row.id : row.head.id;
  }

  function choose(isStretch: boolean): void {
    if (currentRow !== undefined && mayTriage) inbox.choose(headOf(currentRow), isStretch);
  }

  function openIncident(): void {
    if (currentRow === undefined) return;
    const head = headOf(currentRow);
    inbox.openIncident(head);
    if (currentRow.kind === 'member') select(head, true);
    setRowTick((tick) => tick + 1);
  }

  function changeMany(change: BulkChange): void {
    bulk.run(inbox.chosen, change, (done) => {
      setAsking(null);
      inbox.chooseNone();
      undo.offer(done.changed, done.text, done.tone);
    });
  }

  function ask(what: BulkAsk): void {
    bulk.forget();
    setAsking(what);
  }

  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: (event) => stepInList(event, 1),
    ArrowUp: (event) => stepInList(event, -1),
    Enter: ({ target }) => {
      // Whoever is in the details already presses what has the focus there, such as the PDF.
      if (target instanceof Element && target.closest('[aria-label="Details of the capture"]') !== null)
        return false;
      return setDetailTick((tick) => tick + 1);
    },
    x: () => choose(false),
    X: () => choose(true),
    g: openIncident,
    '/': props.onSearch,
    '?': () => setHelpOpen(true),
    '.': () => {
      if (list.fresh > 0) list.showFresh();
    },
    Escape: () => {
      if (many) inbox.chooseNone();
      else if (selectedId !== null) go(at.list(search));
    },
  });
  useKeys(
    {
      t: () => changeMany({ kind: 'assign', to: { id: me.id, name: me.name } }),
      a: () => ask('assign'),
      f: () => ask('false-positive'),
      r: () => ask('resolved'),
    },
    many && mayTriage,
  );
  // With one capture open and none chosen, the key is that capture's.
  useKeys({ u: () => undo.back() }, mayTriage && (many || selectedId === null));

  return (
    <div className="captures" data-showing={selectedId !== null}>
      <section className="captures-left" aria-labelledby="captures-heading">
        <header className="captures-head">
          <ListTitle
            list={list}
            filters={filters}
            onPick={(view) => go(at.list(view))}
            onHelp={() => setHelpOpen(true)}
            moreOpen={moreOpen}
            onMore={() => setMoreOpen(!moreOpen)}
          />
          {many ? (
            <BulkBar
              chosen={inbox.chosen}
              bulk={bulk}
              asking={asking}
              onAsk={ask}
              onChange={changeMany}
              onClear={inbox.chooseNone}
            />
          ) : (
            <CaptureFiltersBar
              filters={filters}
              onChange={(next) => go(at.list(filtersToSearch(next)))}
              narrowedTo={narrowedName(filters, list)}
              holders={inbox.holders}
              more={moreOpen}
            />
          )}
        </header>
        <SealedAsks />
        <ListBody list={list} filters={filters} onClear={() => go(at.list(''))}>
          <ListTools
            list={list}
            inbox={inbox}
            mayChoose={mayTriage}
            filters={filters}
            onChange={(next) => go(at.list(filtersToSearch(next)), { replace: true })}
          />
          <div className="captures-list">
            <CapturesList
              rows={rows}
              more={list.more}
              loadMore={list.loadMore}
              current={current}
              hrefOf={(id) => at.one(id, search)}
              focusTick={rowTick}
              hasDraft={(id) => holdsText(drafts, id)}
              chosen={inbox.chosenIds}
              onChoose={mayTriage ? inbox.choose : null}
              opened={inbox.opened}
              onOpenIncident={inbox.openIncident}
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
            <Suspense fallback={<Loading label="Loading the capture" lines={6} />}>
              <CapturePanel
                id={selectedId}
                summary={currentRow?.kind === 'capture' ? currentRow.capture : undefined}
                filters={search}
                listHref={at.list(search)}
                draft={drafts[selectedId] ?? null}
                onDraft={(draft) => setDrafts((all) => withDraft(all, selectedId, draft))}
                onOpenDraft={(capture, purpose) => setDrafts((all) => openDraft(all, capture, purpose))}
                onClosed={() => {
                  const next = nextOpen(
                    list.items,
                    headIdOf(currentRow, selectedId),
                    (row) => !isClosed(row.status),
                  );
                  if (next === null) return;
                  select(next, true);
                  setRowTick((tick) => tick + 1);
                }}
                focusTick={detailTick}
                onTab={setTab}
                undo={undo}
                keysOff={many}
              />
            </Suspense>
          </>
        )}
      </section>
      {helpOpen ? (
        <Suspense>
          <KeysHelp open onClose={() => setHelpOpen(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

function headIdOf(row: InboxRow | undefined, selectedId: string): string {
  return row?.kind === 'member' ? row.head.id : (row?.id ?? selectedId);
}

function narrowedName(filters: CaptureFilters, list: CaptureList): string | null {
  const first = list.items[0];
  if (first === undefined) return null;
  if (filters.person !== null) return personName(first);
  return filters.device === null ? null : first.device.name;
}
