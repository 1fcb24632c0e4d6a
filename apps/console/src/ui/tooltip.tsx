import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';

/** Long enough that the pointer only passing by shows nothing. */
const AFTER_MS = 400;
/** Between the thing and its remark, and between the remark and the edge of the window. */
const GAP = 8;

/**
 * A remark that shows when its one focusable child is pointed at or reached by the keyboard; never the only place of
 * something needed: the child says the same by its own name or description. Escape puts it away.
 */
export function Tip(props: {
  /** Nothing shows while there is none. */
  text: ReactNode;
  children: ReactNode;
  side?: 'top' | 'bottom';
}): ReactNode {
  const [asked, setAsked] = useState(false);
  const shown = asked && props.text !== undefined;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const place = useRef<HTMLSpanElement>(null);
  const id = useId();

  function hide(): void {
    clearTimeout(timer.current);
    setAsked(false);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!shown) return undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key === 'Escape') setAsked(false);
    }
    document.addEventListener('keydown', onKeyDown, true);
    return () => document.removeEventListener('keydown', onKeyDown, true);
  }, [shown]);

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- hears what happens to the child inside
    <span
      className="tip"
      ref={place}
      onPointerOver={(event) => {
        if (event.pointerType !== 'mouse' || shown) return;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => setAsked(true), AFTER_MS);
      }}
      onPointerOut={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node) || !event.currentTarget.contains(to)) hide();
      }}
      onPointerDown={hide}
      onFocus={(event) => {
        if (event.target.matches(':focus-visible')) setAsked(true);
      }}
      onBlur={hide}
    >
      {props.children}
      {shown ? <Remark id={id} text={props.text} of={place} side={props.side ?? 'top'} /> : null}
    </span>
  );
}

function Remark(props: {
  id: string;
  text: ReactNode;
  of: { current: HTMLElement | null };
  side: 'top' | 'bottom';
}): ReactNode {
  const { of, side } = props;
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const thing = of.current?.firstElementChild?.getBoundingClientRect();
    const remark = box.current;
    if (thing === undefined || remark === null) return;
    // In the top layer: no scrolling box or window can cut it off.
    remark.showPopover();
    const { width, height } = remark.getBoundingClientRect();
    const above = thing.top - height - GAP;
    const below = thing.bottom + GAP;
    const fitsBelow = below + height <= window.innerHeight;
    const top = (side === 'top' && above >= 0) || !fitsBelow ? above : below;
    const left = thing.left + thing.width / 2 - width / 2;
    remark.style.top = `${Math.max(GAP, top)}px`;
    remark.style.left = `${Math.max(GAP, Math.min(left, window.innerWidth - width - GAP))}px`;
  }, [of, side]);
  return (
    <div ref={box} id={props.id} role="tooltip" className="tooltip" popover="manual">
      {props.text}
    </div>
  );
}
