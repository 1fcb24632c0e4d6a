import { type ReactNode, Suspense, lazy, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { MenuPart } from './menu-parts.ts';
import { Tip } from './tooltip.tsx';

// The list itself brings positioning and collections with it: fetched when a menu is first pointed at or opened.
const load = () => import('./menu-list.tsx');
const MenuList = lazy(async () => ({ default: (await load()).MenuList }));

export interface MenuButtonProps {
  /**
   * The name for those who hear the page, with the words on the button in it; also the tooltip when the content is only
   * a picture.
   */
  label: string;
  /** What stands on the button; `label` when left out. */
  children?: ReactNode;
  /** Made when the menu opens, so that it says what is so at that moment. */
  parts: () => readonly MenuPart[];
  /** Why it cannot be opened now; the button stays reachable and says so. */
  unavailable?: string | undefined;
  look?: 'main' | 'plain' | 'icon' | 'quiet';
  /** Its own look instead of a button's. */
  className?: string;
  /** Where the menu opens; below, from the button's start, when left out. */
  placement?: 'bottom end' | 'top start' | 'top end';
}

/** A button that opens a menu of actions. */
export function MenuButton(props: MenuButtonProps): ReactNode {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { unavailable } = props;
  const blocked = unavailable !== undefined;
  const drawn = (
    <Button
      ref={button}
      className={props.className ?? 'button'}
      data-look={props.look ?? 'quiet'}
      aria-haspopup="menu"
      aria-expanded={open}
      {...(props.children === undefined ? {} : { 'aria-label': props.label })}
      {...(blocked
        ? {
            'aria-disabled': true,
            render: (dom) => <button {...dom} {...{ 'aria-description': unavailable }} />,
          }
        : {
            onPress: () => setOpen(true),
            onHoverStart: () => void load(),
            onFocus: () => void load(),
          })}
    >
      {props.children ?? props.label}
    </Button>
  );
  const tip = unavailable ?? (props.look === 'icon' ? props.label : undefined);
  return (
    <>
      <Tip text={open ? undefined : tip}>{drawn}</Tip>
      {open ? (
        <Suspense>
          <MenuList
            label={props.label}
            parts={props.parts()}
            anchor={button}
            placement={props.placement ?? 'bottom start'}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}

export interface ContextMenuProps {
  /** What the menu is about, for example the name of the device. */
  label: string;
  /** Made when the menu opens; no parts, no menu. */
  parts: () => readonly MenuPart[];
  children: ReactNode;
  className?: string;
}

/**
 * Opens a menu at the pointer by the right button, by a long touch, or at the focused thing by Shift+F10 or the menu
 * key. Everything in it must have another way too: a menu that has to be guessed is no door.
 */
export function ContextMenu(props: ContextMenuProps): ReactNode {
  const anchor = useRef<HTMLSpanElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  const [at, setAt] = useState<{ x: number; y: number; parts: readonly MenuPart[] } | null>(null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the things inside are what is focused
    <div
      className={props.className}
      onContextMenu={(event) => {
        const parts = props.parts();
        if (parts.length === 0) return;
        event.preventDefault();
        opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
        // By the keyboard the browser gives the corner of the focused thing or nothing; its lower edge is better.
        const box = opener.current?.getBoundingClientRect();
        const byKey = event.button !== 2 && box !== undefined;
        setAt({ x: byKey ? box.left + 8 : event.clientX, y: byKey ? box.bottom : event.clientY, parts });
      }}
    >
      {props.children}
      {at === null ? null : (
        <>
          <span ref={anchor} className="menu-anchor" style={{ left: at.x, top: at.y }} />
          <Suspense>
            <MenuList
              label={props.label}
              parts={at.parts}
              anchor={anchor}
              placement="bottom start"
              onClose={() => {
                setAt(null);
                opener.current?.focus();
              }}
            />
          </Suspense>
        </>
      )}
    </div>
  );
}
