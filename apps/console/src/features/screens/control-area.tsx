import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import { type ReactNode, useEffect, useRef } from 'react';
import { useScreens } from './screens-live.tsx';
import { linesOf, lotsOf, partAt, withStep } from './work-steps.ts';

/** Milliseconds in which steps go together: the server takes twenty frames a second. */
const GATHERS_MS = 60;
/** Two presses of Escape within this leave. */
const TWICE_MS = 600;

/**
 * Lies over the picture of a screen and sends on what is done with keyboard and pointer. Whatever is held is let go of
 * when the keyboard goes elsewhere, and Escape twice leaves.
 */
export function ControlArea(props: {
  deviceId: string;
  name: string;
  onLeave: () => void;
  children: ReactNode;
}): ReactNode {
  const { deviceId } = props;
  const area = useRef<HTMLDivElement>(null);
  const { work, letGo } = useScreens();
  const leave = useRef(props.onLeave);
  useEffect(() => {
    leave.current = props.onLeave;
  }, [props.onLeave]);

  useEffect(() => {
    const element = area.current;
    if (element === null) return undefined;
    const stop = listen(
      element,
      (steps) => work(deviceId, steps),
      () => leave.current(),
    );
    element.focus();
    // Asks whether it may be, and does nothing.
    work(deviceId, [{ do: 'release' }]);
    return () => {
      stop();
      letGo();
    };
  }, [deviceId, work, letGo]);

  return (
    <div
      ref={area}
      className="live-control"
      role="application"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes every key
      tabIndex={0}
      aria-label={`Keyboard and pointer of ${props.name}. Press Escape twice to leave.`}
    >
      {props.children}
    </div>
  );
}

/** @returns what stops listening */
function listen(
  area: HTMLElement,
  send: (steps: readonly WorkStep[]) => void,
  leave: () => void,
): () => void {
  const ending = new AbortController();
  const options = { signal: ending.signal };
  let waiting: WorkStep[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let escapedAt = Number.NEGATIVE_INFINITY;

  function flush(): void {
    timer = null;
    const steps = waiting;
    waiting = [];
    for (const lot of lotsOf(steps)) send(lot);
  }
  function put(step: WorkStep): void {
    waiting = withStep(waiting, step);
    timer ??= setTimeout(flush, GATHERS_MS);
  }
  function at(event: MouseEvent): { x: number; y: number } | null {
    const canvas = area.querySelector('canvas');
    if (canvas === null) return null;
    return partAt(canvas.getBoundingClientRect(), canvas, { x: event.clientX, y: event.clientY });
  }
  function pressed(event: PointerEvent, down: boolean): void {
    const part = at(event);
    const button = event.button;
    if (part === null || (button !== 0 && button !== 1 && button !== 2)) return;
    event.preventDefault();
    if (down) area.focus();
    put({ do: 'button', ...part, button, down });
  }
  function key(event: KeyboardEvent, down: boolean): void {
    if (/^[A-Za-z0-9]{1,30}$/.test(event.code) && !isPaste(event)) {
      event.preventDefault();
      if (!down || !event.repeat || event.key.length === 1) put({ do: 'key', code: event.code, down });
    }
    event.stopPropagation();
    if (event.code !== 'Escape' || !down || event.repeat) return;
    if (event.timeStamp - escapedAt < TWICE_MS) leave();
    escapedAt = event.timeStamp;
  }

  area.addEventListener(
    'pointermove',
    (event) => {
      const part = at(event);
      if (part !== null) put({ do: 'move', ...part });
    },
    options,
  );
  area.addEventListener('pointerdown', (event) => pressed(event, true), options);
  area.addEventListener('pointerup', (event) => pressed(event, false), options);
  area.addEventListener('contextmenu', (event) => event.preventDefault(), options);
  area.addEventListener(
    'wheel',
    (event) => {
      const part = at(event);
      const lines = linesOf(event);
      if (part === null || lines === 0) return;
      event.preventDefault();
      put({ do: 'scroll', ...part, lines });
    },
    { ...options, passive: false },
  );
  area.addEventListener('keydown', (event) => key(event, true), options);
  area.addEventListener('keyup', (event) => key(event, false), options);
  area.addEventListener(
    'paste',
    (event) => {
      event.preventDefault();
      const text = (event.clipboardData?.getData('text/plain') ?? '').slice(0, 500);
      if (text !== '') put({ do: 'text', text });
    },
    options,
  );
  // What is held here would be held there for good.
  area.addEventListener('blur', () => put({ do: 'release' }), options);
  window.addEventListener('blur', () => put({ do: 'release' }), options);
  return () => {
    ending.abort();
    if (timer !== null) clearTimeout(timer);
    waiting = [];
  };
}

/** The one chord that stays here: what is pasted goes over as text. */
function isPaste(event: KeyboardEvent): boolean {
  return event.code === 'KeyV' && (event.ctrlKey || event.metaKey);
}
