import { type RefObject, useLayoutEffect, useState } from 'react';

/** Inner size of an element in pixels, kept up to date; 0 before it is known. */
export function useSize(element: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const frame = element.current;
    if (frame === null) return undefined;
    const watcher = new ResizeObserver(() =>
      setSize({ width: frame.clientWidth, height: frame.clientHeight }),
    );
    watcher.observe(frame);
    return () => watcher.disconnect();
  }, [element]);
  return size;
}
