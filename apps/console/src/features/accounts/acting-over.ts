import { useEffect, useRef } from 'react';
import { useMe } from '../../api/queries.ts';
import { showToast } from '../../ui/toasts.ts';

/** Says it when the console is no longer seen with another's rights and nobody pressed Stop here: the time was over. */
export function useActingOver(): void {
  const { acting } = useMe();
  const before = useRef(acting);
  useEffect(() => {
    const ended = before.current;
    before.current = acting;
    if (ended === null || acting !== null) return;
    // Brought when it is needed: hardly anybody ever acts as somebody.
    void import('./acting-words.ts').then(({ sayOver }) =>
      showToast({ text: sayOver(ended, Date.now()), key: 'acting' }),
    );
  }, [acting]);
}
