import { useEffect, useRef } from 'react';

/** While `on`, calls with the milliseconds that have gone by since the call before, at every frame of the screen. */
export function useTicker(on: boolean, tick: (ms: number) => void): void {
  const latest = useRef(tick);
  useEffect(() => {
    latest.current = tick;
  });
  useEffect(() => {
    if (!on) return undefined;
    let before = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      latest.current(now - before);
      before = now;
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [on]);
}
