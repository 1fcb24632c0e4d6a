import { useEffect } from 'react';
import { usePreference } from '../../preferences.ts';
import { wanted } from './demand.ts';
import { usePageHidden, useScreens } from './screens-live.tsx';

/** Milliseconds for which what is in view rests before the server is asked for it: a scroll asks once. */
const SETTLES = 120;

/** Says which screens are in view and how large; nothing while the page is hidden or paused. */
export function useWatch(wish: {
  groupId: string;
  glances: readonly string[];
  glanceWidth: number;
  looks: readonly string[];
  lookWidth: number;
  paused: boolean;
}): void {
  const { watch } = useScreens();
  const hidden = usePageHidden();
  const { groupId, glanceWidth, lookWidth } = wish;
  const glances = wish.glances.join(',');
  const looks = wish.looks.join(',');
  const pauseOnHide = usePreference('pauseOnHide');
  const resting = (hidden && pauseOnHide) || wish.paused;
  useEffect(() => {
    const timer = setTimeout(
      () =>
        watch(
          wanted({
            groupId,
            glances: glances === '' ? [] : glances.split(','),
            glanceWidth,
            looks: looks === '' ? [] : looks.split(','),
            lookWidth,
            density: window.devicePixelRatio,
            resting,
          }),
        ),
      SETTLES,
    );
    return () => clearTimeout(timer);
  }, [watch, groupId, glances, glanceWidth, looks, lookWidth, resting]);
}
