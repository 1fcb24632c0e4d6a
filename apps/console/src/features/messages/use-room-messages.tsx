import { lazy, Suspense, useState } from 'react';
import { useMay } from '../../api/queries.ts';
import type { MenuEntry } from '../../ui/menu-parts.ts';
import type { Tool } from '../../ui/toolbar.tsx';
import type { SayTo } from './say-window.tsx';
import { useSay } from './use-say.ts';
import { NO_RIGHT, type Say, SAY_WORDS } from './words.ts';

const SayWindow = lazy(async () => ({ default: (await import('./say-window.tsx')).SayWindow }));

/** Asking no question is right up to so many, where the school has not been asked yet. */
const ASK_BEYOND = 60;

/**
 * What the room of screens gets from messages.
 *
 * @param to whom each would be said to
 */
export function useRoomMessages(
  to: (say: Say) => SayTo & { readonly online: readonly string[] },
  lessonId: string | null,
  askBeyond: number | undefined,
) {
  const may = useMay('messages.send');
  const acts = useSay();
  const [open, setOpen] = useState<{ say: Say; to: SayTo } | null>(null);
  const entry = (say: Say): { unavailable: string | undefined; onPress: () => void } => {
    const reach = to(say);
    return {
      unavailable: !may
        ? NO_RIGHT
        : reach.online.length === 0
          ? 'Nobody here sits at a connected device.'
          : reach.able.length === 0
            ? SAY_WORDS[say].unable
            : undefined,
      onPress: () => setOpen({ say, to: to(say) }),
    };
  };
  const tool = (say: Say): Tool => ({ key: say, label: SAY_WORDS[say].tool, ...entry(say) });
  const line = (say: Say): MenuEntry => ({ key: say, label: `${SAY_WORDS[say].tool}…`, ...entry(say) });
  return {
    action: [tool('message')],
    operate: [tool('open'), tool('close-tabs'), tool('log-off')],
    menu: (): MenuEntry[] => [line('message'), line('open'), line('close-tabs'), line('log-off')],
    start: (say: Say) => entry(say).onPress(),
    window: (
      <Suspense>
        {open === null ? null : (
          <SayWindow
            say={open.say}
            to={open.to}
            lessonId={lessonId}
            askBeyond={askBeyond ?? ASK_BEYOND}
            acts={acts}
            onClose={() => setOpen(null)}
          />
        )}
      </Suspense>
    ),
  };
}
