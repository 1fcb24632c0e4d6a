import type { StaffName } from '@lapwing/protocol/features/captures/api.ts';
import { LOOKING_SECONDS, sayLooking } from '@lapwing/protocol/features/captures/triage.api.ts';
import { useEffect } from 'react';
import { call } from '../../api/client.ts';
import { useMe } from '../../api/queries.ts';
import { putLookers, useLookersOf } from './lookers-store.ts';

/** The others who look at it now. */
export function useLookers(captureId: string): readonly StaffName[] {
  const me = useMe().account.id;
  return useLookersOf(captureId).filter((person) => person.id !== me);
}

/** Says that one looks at it, while the page is in view; the others see it live. */
export function useSayLooking(captureId: string): void {
  useEffect(() => {
    let saying = false;
    async function say(looking: boolean): Promise<void> {
      saying = looking;
      const outcome = await call(sayLooking, { params: { id: captureId }, body: { looking } });
      if (outcome.ok && saying && looking) putLookers(captureId, outcome.value.people);
    }
    function follow(): void {
      const inView = document.visibilityState === 'visible';
      if (inView || saying) void say(inView);
    }
    follow();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void say(true);
    }, LOOKING_SECONDS * 1000);
    document.addEventListener('visibilitychange', follow);
    window.addEventListener('pagehide', leave);
    function leave(): void {
      if (saying) void say(false);
    }
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', follow);
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [captureId]);
}
