import type { Tray } from '../contract/surfaces.ts';
import type { Ui } from './ui.ts';

/** The sign in the notification area of the task bar. */
export function createTray(ui: Ui): Tray {
  let choose: (entry: string) => void = () => undefined;
  ui.on((told) => {
    if (told.tell === 'chosen') choose(told.entry);
  });
  return {
    show: async (sign, chosen) => {
      choose = chosen;
      const { tip, watching, entries } = sign;
      return ui.ask({ do: 'sign', tip, watching, entries });
    },
    hide: async () => {
      choose = () => undefined;
      await ui.ask({ do: 'unsign' });
    },
  };
}
