import { isClosed } from '@lapwing/protocol/features/captures/status.ts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, type LinkProps } from 'react-aria-components';
import { CaptureRow } from './capture-row.tsx';
import type { CaptureList } from './use-capture-list.ts';

const ROW_PIXELS = 83;

export interface CapturesListProps {
  list: CaptureList;
  selectedId: string | null;
  hrefOf: (id: string) => string;
  /** Rises when the keyboard moved the selection, so that the row takes the focus. */
  focusTick: number;
  hasDraft: (id: string) => boolean;
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
  const { list, selectedId, focusTick } = props;
  const { items, loadMore } = list;
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 10,
    getItemKey: (index) => items[index]?.id ?? index,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const selected = items.findIndex((item) => item.id === selectedId);

  useEffect(() => {
    if (items.length > 0 && last >= items.length - 20) loadMore();
  }, [last, items.length, loadMore]);

  const scrollTo = rows.scrollToIndex;
  useEffect(() => {
    if (focusTick === 0 || selected === -1) return undefined;
    scrollTo(selected, { align: 'auto' });
    const later = requestAnimationFrame(() => {
      frame.current?.querySelector<HTMLElement>('[aria-current="true"]')?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(later);
    // The tick is what asks; a selection by pointer leaves the list where it stands.
  }, [focusTick, selected, scrollTo]);

  return (
    <div className="captures-scroll" ref={frame}>
      <ul className="captures-rows" style={{ height: rows.getTotalSize() }} aria-label="Captures">
        {shown.map((row) => {
          const capture = items[row.index];
          if (capture === undefined) return null;
          const current = capture.id === selectedId;
          // One stop for the Tab key; the arrow keys go on from there.
          const isEntry = selected === -1 && row.index === 0;
          return (
            <li
              key={row.key}
              ref={rows.measureElement}
              data-index={row.index}
              aria-setsize={list.more ? -1 : items.length}
              aria-posinset={row.index + 1}
              style={{ transform: `translateY(${row.start}px)` }}
            >
              <Link
                className="capture-row"
                href={props.hrefOf(capture.id)}
                data-severity={capture.severity}
                data-closed={isClosed(capture.status)}
                render={(dom) => <RowLink dom={dom} stop={current || isEntry} />}
                {...(current ? { 'aria-current': 'true' as const } : {})}
              >
                <CaptureRow capture={capture} draft={props.hasDraft(capture.id)} />
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
