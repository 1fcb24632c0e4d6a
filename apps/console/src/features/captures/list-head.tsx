import { Keyboard, SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Action } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';
import { type CaptureFilters, type CaptureSort, sortOf } from './filters.ts';
import type { CaptureList } from './use-capture-list.ts';
import type { Inbox } from './use-inbox.ts';
import { ViewsMenu } from './views-menu.tsx';

const SORT_OPTIONS: readonly { key: CaptureSort; label: string; hint?: string }[] = Object.freeze([
  { key: 'worst', label: 'Worst first', hint: 'then the one that waits longest' },
  { key: 'newest', label: 'Newest first' },
  { key: 'oldest', label: 'Oldest first' },
]);

/** The heading of the inbox, with what has just come. */
export function ListTitle(props: {
  list: CaptureList;
  filters: CaptureFilters;
  onPick: (search: string) => void;
  onHelp: () => void;
  moreOpen: boolean;
  onMore: () => void;
}): ReactNode {
  const { list } = props;
  return (
    <div className="row spread captures-title">
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
      <span className="row">
        <Action look="icon" label="More filters" expanded={props.moreOpen} onPress={props.onMore}>
          <SlidersHorizontal size={16} aria-hidden />
        </Action>
        <ViewsMenu filters={props.filters} onPick={props.onPick} />
        <Action look="icon" label="List of keys (?)" onPress={props.onHelp}>
          <Keyboard size={17} aria-hidden />
        </Action>
      </span>
    </div>
  );
}

/** How many lines there are, a tick for all of them, and their order. */
export function ListTools(props: {
  list: CaptureList;
  inbox: Inbox;
  mayChoose: boolean;
  filters: CaptureFilters;
  onChange: (filters: CaptureFilters) => void;
}): ReactNode {
  const { list, inbox, filters } = props;
  const box = useRef<HTMLInputElement>(null);
  const all = inbox.chosen.length === list.items.length && list.items.length > 0;
  const some = inbox.chosen.length > 0 && !all;
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = some;
  }, [some]);
  const count = `${list.items.length.toLocaleString('en-GB')}${list.more ? ' of more' : ''}`;
  return (
    <div className="row spread captures-tools">
      {props.mayChoose ? (
        <label className="tick small">
          <input
            ref={box}
            type="checkbox"
            checked={all}
            onChange={() => (all ? inbox.chooseNone() : inbox.chooseAll())}
          />
          <span className="quiet">Choose all shown ({count})</span>
        </label>
      ) : (
        <span className="quiet small">{count} shown</span>
      )}
      <Choice
        label="Order"
        look="filter"
        named
        neutral={sortOf({ ...filters, sort: null })}
        value={sortOf(filters)}
        options={SORT_OPTIONS}
        onChange={(sort) => props.onChange({ ...filters, sort })}
      />
    </div>
  );
}
