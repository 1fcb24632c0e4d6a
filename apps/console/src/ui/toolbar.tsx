import { Ellipsis } from 'lucide-react';
import { Fragment, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { Toolbar } from 'react-aria-components/Toolbar';
import { Action } from './button.tsx';
import type { MenuEntry, MenuPart } from './menu-parts.ts';
import { MenuButton } from './menu.tsx';
import { type FitItem, fitting } from './toolbar-fit.ts';
import './toolbar.css';

/** One action of a toolbar. */
export interface Tool {
  key: string;
  label: string;
  icon?: ReactNode;
  /** Only the picture on the bar; the label is its tooltip. Needs `icon`. */
  iconOnly?: boolean;
  /** `main` for the one thing most often done, `stop` for what takes something away. */
  look?: 'main' | 'stop';
  /** The key that does the same. */
  shortcut?: string;
  /** Why it cannot be done now: shown as a tooltip and read out; the button stays reachable. */
  unavailable?: string | undefined;
  /** For what is on or off. */
  pressed?: boolean;
  onPress?: () => void;
  /** Opens this menu instead of doing something. */
  menu?: () => readonly MenuPart[];
}

/** Tools that belong together, a line between them and the next. */
export interface ToolGroup {
  key: string;
  /** Read out on entering the group, for example `Screen`. */
  label: string;
  tools: readonly Tool[];
}

export interface ToolBarProps {
  label: string;
  groups: readonly ToolGroup[];
  /** At the right end, for example how many are selected; never moved into the menu. */
  end?: ReactNode;
}

/**
 * The actions for what is selected: one tab stop, arrow keys between the tools. What does not fit moves into the menu
 * `More` at the end, last group first, under the name of its group.
 */
export function ToolBar(props: ToolBarProps): ReactNode {
  const bar = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLDivElement>(null);
  const groups = props.groups.filter((group) => group.tools.length > 0);
  const [shown, setShown] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const frame = bar.current;
    const model = ruler.current;
    if (frame === null || model === null) return undefined;
    function fit(): void {
      if (frame === null || model === null) return;
      const items: FitItem[] = [...model.children].map((child) => ({
        width: child.getBoundingClientRect().width,
        first: child.getAttribute('data-first') === 'true',
      }));
      const more = items.pop()?.width ?? 0;
      setShown(fitting(items, frame.clientWidth, more));
    }
    const watcher = new ResizeObserver(fit);
    watcher.observe(frame);
    // Other tools, and fonts that arrive after the first drawing, change the widths.
    watcher.observe(model);
    fit();
    return () => watcher.disconnect();
  }, []);

  const cut = groups.map((group, index) => {
    const before = groups.slice(0, index).reduce((sum, one) => sum + one.tools.length, 0);
    const here = group.tools.slice(0, Math.max(0, shown - before));
    return { group, here, over: group.tools.slice(here.length) };
  });
  const over = cut.filter((part) => part.over.length > 0);

  return (
    <div className="toolbar-frame">
      <Toolbar className="toolbar" aria-label={props.label} ref={bar}>
        {cut
          .filter((part) => part.here.length > 0)
          .map((part, index) => (
            <Fragment key={part.group.key}>
              {index === 0 ? null : <div className="toolbar-line" aria-hidden="true" />}
              <div className="toolbar-group" role="group" aria-label={part.group.label}>
                {part.here.map((tool) => (
                  <ToolButton key={tool.key} tool={tool} />
                ))}
              </div>
            </Fragment>
          ))}
        {over.length === 0 ? null : (
          <MenuButton
            label="More actions"
            look="plain"
            parts={() =>
              over.map((part) => ({
                key: part.group.key,
                title: part.group.label,
                entries: part.over.map((tool) => entryOf(tool)),
              }))
            }
          >
            <Ellipsis size={16} aria-hidden /> <span className="toolbar-more">More</span>
          </MenuButton>
        )}
      </Toolbar>
      {props.end === undefined ? null : <div className="toolbar-end">{props.end}</div>}
      <div className="toolbar-ruler" aria-hidden="true" ref={ruler}>
        {groups.flatMap((group) =>
          group.tools.map((tool, index) => (
            <span
              key={`${group.key} ${tool.key}`}
              className="button"
              data-look="plain"
              data-first={index === 0}
            >
              <Face tool={tool} />
              {tool.shortcut === undefined ? null : <kbd className="key">{tool.shortcut}</kbd>}
            </span>
          )),
        )}
        <span className="button" data-look="plain">
          <Ellipsis size={16} aria-hidden /> <span className="toolbar-more">More</span>
        </span>
      </div>
    </div>
  );
}

function ToolButton(props: { tool: Tool }): ReactNode {
  const { tool } = props;
  const blocked = { unavailable: tool.unavailable };
  const bare = tool.iconOnly === true && tool.icon !== undefined;
  if (tool.menu !== undefined) {
    return (
      <MenuButton label={tool.label} parts={tool.menu} look={bare ? 'icon' : 'plain'} {...blocked}>
        <Face tool={tool} />
      </MenuButton>
    );
  }
  return (
    <Action
      look={tool.look ?? (bare ? 'icon' : 'plain')}
      {...blocked}
      {...(bare ? { label: tool.label } : {})}
      {...(tool.shortcut === undefined ? {} : { shortcut: tool.shortcut })}
      {...(tool.pressed === undefined ? {} : { pressed: tool.pressed })}
      {...(tool.onPress === undefined ? {} : { onPress: tool.onPress })}
    >
      <Face tool={tool} />
    </Action>
  );
}

function Face(props: { tool: Tool }): ReactNode {
  const { tool } = props;
  return (
    <>
      {tool.icon}
      {tool.iconOnly === true && tool.icon !== undefined ? null : tool.label}
      {tool.menu === undefined ? null : <span aria-hidden="true">▾</span>}
    </>
  );
}

function entryOf(tool: Tool): MenuEntry {
  return {
    key: tool.key,
    label: tool.label,
    unavailable: tool.unavailable,
    ...(tool.icon === undefined ? {} : { icon: tool.icon }),
    ...(tool.shortcut === undefined ? {} : { shortcut: tool.shortcut }),
    ...(tool.pressed === undefined ? {} : { checked: tool.pressed }),
    ...(tool.look === 'stop' ? { look: 'stop' } : {}),
    ...(tool.onPress === undefined ? {} : { onPress: tool.onPress }),
    ...(tool.menu === undefined ? {} : { more: tool.menu().flatMap((part) => part.entries) }),
  };
}
