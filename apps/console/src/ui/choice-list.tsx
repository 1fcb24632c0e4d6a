import { Check } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';

export interface ChoiceListProps {
  label: string;
  options: readonly { key: string; label: string; hint?: string }[];
  value: string;
  anchor: RefObject<HTMLElement | null>;
  onChoose: (key: string) => void;
  onClose: () => void;
}

/** The open list of a drop-down; mounted while it is open. */
export function ChoiceList(props: ChoiceListProps): ReactNode {
  return (
    <Popover
      className="popover"
      aria-label={props.label}
      triggerRef={props.anchor}
      isOpen
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      placement="bottom start"
      offset={4}
      style={{ minWidth: props.anchor.current?.offsetWidth }}
    >
      <ListBox
        className="menu"
        aria-label={props.label}
        items={props.options}
        autoFocus
        selectionMode="single"
        // Choosing what is chosen already empties the selection: nothing changes, and the list closes.
        selectedKeys={[props.value]}
        onSelectionChange={(keys) => {
          const key = keys === 'all' ? undefined : [...keys][0];
          if (key !== undefined) props.onChoose(String(key));
          props.onClose();
        }}
      >
        {(option) => (
          <ListBoxItem id={option.key} className="menu-item" textValue={option.label}>
            {({ isSelected }) => (
              <>
                <span className="grow">
                  <bdi>{option.label}</bdi>
                  {option.hint === undefined ? null : <span className="quiet small"> {option.hint}</span>}
                </span>
                {isSelected ? <Check size={14} aria-hidden /> : null}
              </>
            )}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  );
}
