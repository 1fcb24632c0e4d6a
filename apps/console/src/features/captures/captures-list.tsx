import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, type MouseEvent, type ReactNode, useEffect, useRef } from 'react';
import { Button, Link, type LinkProps } from 'react-aria-components';
import { CaptureRow, MemberRow, personName } from './capture-row.tsx';
import type { InboxRow } from './rows.ts';

const ROW_PIXELS = 83;
const MEMBER_PIXELS = 40;
/** So many rows before the end the next page is fetched. */
const AHEAD = 20;

export interface CapturesListProps {
  rows: readonly InboxRow[];
  more: boolean;
  loadMore: () => void;
  /** The row that stands for what is shown at the right; -1 for none. */
  current: number;
  hrefOf: (id: string) => string;
  /** Rises when the keyboard moved the selection, so that the row takes the focus. */
  focusTick: number;
  hasDraft: (id: string) => boolean;
  /** Rows chosen to be dealt with together. */
  chosen: ReadonlySet<string>;
  /** Null where nothing may be dealt with. */
  onChoose: ((id: string, stretch: boolean) => void) | null;
  opened: ReadonlySet<string>;
  onOpenIncident: (headId: string) => void;
}

type LinkDom = Parameters<NonNullable<LinkProps['render']>>[0];

function RowLink(props: { dom: LinkDom; stop: boolean }): ReactNode {
  const { dom } = props;
  if (!('href' in dom)) return <span {...dom} />;
  // oxlint-disable-next-line jsx-a11y/anchor-has-content, jsx-a11y/no-noninteractive-tabindex -- its content is in `dom`
  return <a {...dom} tabIndex={props.stop ? 0 : -1} />;
}

/** The inbox's rows; only those in view are in the page. */
export function CapturesList(props: CapturesListProps): ReactNode {
  const { rows, loadMore, current, focusTick } = props;
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: (index) => (rows[index]?.kind === 'member' ? MEMBER_PIXELS : ROW_PIXELS),
    overscan: 10,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;

  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - AHEAD) loadMore();
  }, [last, rows.length, loadMore]);

  const scrollTo = virtual.scrollToIndex;
  useEffect(() => {
    if (focusTick === 0 || current === -1) return undefined;
    scrollTo(current, { align: 'auto' });
    const later = requestAnimationFrame(() => {
      frame.current?.querySelector<HTMLElement>('[aria-current="true"]')?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(later);
    // The tick is what asks; a selection by pointer leaves the list where it stands.
  }, [focusTick, current, scrollTo]);

  return (
    <div className="captures-scroll" ref={frame}>
      <ul className="captures-rows" style={{ height: virtual.getTotalSize() }} aria-label="Captures">
        {shown.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              data-chosen={props.chosen.has(row.id) || undefined}
              aria-setsize={props.more ? -1 : rows.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
              onClickCapture={(event) => stretch(event, props.onChoose, row)}
            >
              <Row
                row={row}
                isCurrent={item.index === current}
                isEntry={current === -1 && item.index === 0}
                list={props}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** A press with Shift chooses up to the row instead of opening it in a window of its own. */
function stretch(event: MouseEvent, choose: CapturesListProps['onChoose'], row: InboxRow): void {
  if (!event.shiftKey || choose === null || row.kind === 'member') return;
  event.preventDefault();
  event.stopPropagation();
  choose(row.id, true);
}

interface RowProps {
  row: InboxRow;
  isCurrent: boolean;
  isEntry: boolean;
  list: CapturesListProps;
}

/** While the list is scrolled only rows that come into view are rendered: those that are there stay as they are. */
const Row = memo(function Row(props: RowProps): ReactNode {
  const { row, isCurrent, isEntry, list } = props;
  const marks = isCurrent ? { 'aria-current': 'true' as const } : {};
  if (row.kind === 'member') {
    return (
      <Link
        className="capture-row capture-member"
        href={list.hrefOf(row.id)}
        data-closed={isClosed(row.member.status)}
        render={(dom) => <RowLink dom={dom} stop={isCurrent} />}
        {...marks}
      >
        <MemberRow row={row} />
      </Link>
    );
  }
  const { capture } = row;
  const { incident } = capture;
  const opened = list.opened.has(row.id);
  const choose = list.onChoose;
  return (
    <>
      {choose === null ? null : (
        <label className="capture-tick">
          <input
            type="checkbox"
            checked={list.chosen.has(row.id)}
            tabIndex={isCurrent ? 0 : -1}
            onChange={() => choose(row.id, false)}
          />
          <span className="unseen">Choose the capture of {personName(capture)}</span>
        </label>
      )}
      <Link
        className="capture-row"
        href={list.hrefOf(row.id)}
        data-severity={capture.severity}
        data-closed={isClosed(capture.status)}
        data-incident={incident !== null || undefined}
        render={(dom) => <RowLink dom={dom} stop={isCurrent || isEntry} />}
        {...marks}
      >
        <CaptureRow capture={capture} draft={list.hasDraft(row.id)} />
      </Link>
      {incident === null || incident.count < 2 ? null : (
        <Button
          className="incident-toggle"
          aria-expanded={opened}
          excludeFromTabOrder={!isCurrent}
          onPress={() => list.onOpenIncident(row.id)}
        >
          {opened ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
          {incident.count} times, same thing
          {incident.open === incident.count || incident.open === 0 ? '' : `, ${incident.open} open`}
        </Button>
      )}
    </>
  );
});
