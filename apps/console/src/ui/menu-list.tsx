import { Check, ChevronRight } from 'lucide-react';
import { Fragment, type ReactNode, type RefObject } from 'react';
import { Header } from 'react-aria-components/Header';
import {
  Menu,
  MenuItem,
  MenuSection,
  type MenuSectionProps,
  SubmenuTrigger,
} from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import type { MenuEntry, MenuPart } from './menu-parts.ts';

export interface MenuListProps {
  label: string;
  parts: readonly MenuPart[];
  anchor: RefObject<Element | null>;
  placement: 'bottom start' | 'bottom end' | 'top start' | 'top end';
  onClose: () => void;
}

/** The open menu, placed at `anchor`; mounted while it is open. */
export function MenuList(props: MenuListProps): ReactNode {
  const parts = props.parts.filter((part) => part.entries.length > 0);
  return (
    <Popover
      className="popover"
      aria-label={props.label}
      triggerRef={props.anchor}
      isOpen
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
      placement={props.placement}
      offset={4}
    >
      <Menu className="menu" aria-label={props.label} autoFocus="first" onClose={props.onClose}>
        {parts.map((part, index) => (
          <Fragment key={part.key}>
            {index === 0 ? null : <Separator className="menu-line" />}
            <MenuSection
              {...(part.title === undefined ? { 'aria-label': props.label } : {})}
              {...selectionOf(part)}
            >
              {part.title === undefined ? null : (
                <Header className="menu-title">
                  <bdi>{part.title}</bdi>
                  {part.hint === undefined ? null : <bdi className="menu-hint">{part.hint}</bdi>}
                </Header>
              )}
              {part.entries.map((entry) => line(entry, allChecked(part)))}
            </MenuSection>
          </Fragment>
        ))}
      </Menu>
    </Popover>
  );
}

/** Whether all of the part is on or off: then each line says so by its role, and otherwise by its words. */
function allChecked(part: MenuPart): boolean {
  return part.entries.every((entry) => entry.checked !== undefined);
}

function selectionOf(part: MenuPart): Pick<MenuSectionProps<object>, 'selectionMode' | 'selectedKeys'> {
  if (!allChecked(part)) return {};
  const selectedKeys = part.entries.filter((entry) => entry.checked === true).map((entry) => entry.key);
  return { selectionMode: part.oneOf === true ? 'single' : 'multiple', selectedKeys };
}

function line(entry: MenuEntry, marked = false): ReactNode {
  if (entry.more === undefined || entry.unavailable !== undefined)
    return <Line key={entry.key} entry={entry} marked={marked} />;
  return (
    <SubmenuTrigger key={entry.key}>
      <Line entry={entry} marked={false} />
      <Popover className="popover" offset={-2}>
        <Menu className="menu" aria-label={entry.label}>
          {entry.more.map((one) => line(one))}
        </Menu>
      </Popover>
    </SubmenuTrigger>
  );
}

function Line(props: { entry: MenuEntry; marked: boolean }): ReactNode {
  const { entry, marked } = props;
  const blocked = entry.unavailable !== undefined;
  const { onPress } = entry;
  return (
    <MenuItem
      id={entry.key}
      className="menu-item"
      textValue={entry.label}
      shouldCloseOnSelect={!blocked && entry.more === undefined}
      data-look={entry.look}
      data-unavailable={blocked || undefined}
      {...(entry.href === undefined || blocked ? {} : { href: entry.href })}
      {...(blocked || onPress === undefined ? {} : { onAction: () => onPress() })}
      {...(blocked
        ? { 'aria-label': `${entry.label}, not available: ${entry.unavailable ?? ''}` }
        : entry.checked === undefined || marked
          ? {}
          : { 'aria-label': `${entry.label}, ${entry.checked ? 'on' : 'off'}` })}
    >
      {entry.icon === undefined ? null : <span className="menu-icon">{entry.icon}</span>}
      <span className="grow">
        <bdi>{entry.label}</bdi>
        {(entry.unavailable ?? entry.hint) === undefined ? null : (
          <span className="menu-hint">{entry.unavailable ?? entry.hint}</span>
        )}
      </span>
      {entry.shortcut === undefined ? null : (
        <kbd className="key" aria-hidden="true">
          {entry.shortcut}
        </kbd>
      )}
      {entry.checked === true ? <Check size={14} aria-hidden /> : null}
      {entry.more === undefined || blocked ? null : <ChevronRight size={14} aria-hidden />}
    </MenuItem>
  );
}
