import type { DesktopScreen } from '../platform/contract/screen.ts';
import type { Answer, AnswerTo, ScreenAsk } from './messages.ts';
import { createMirror, type Mirror } from './mirror.ts';

/** The screen as the agent asks for it: of each grab only what is other than before goes over the pipe. */
export function createServedScreen(screen: DesktopScreen | null): {
  readonly answer: (ask: ScreenAsk) => Promise<Answer>;
} {
  let mirror: Mirror | null = null;
  /** Of the mirror: the other side begins anew with each. */
  let picture = 0;

  async function grab(area: Extract<ScreenAsk, { do: 'screen.grab' }>['area']): Promise<Answer> {
    if (screen === null) return { value: { ok: false, why: 'not-possible' } };
    const monitors = await screen.monitors();
    const grabbed = await screen.grab(area);
    if (!grabbed.ok) return { value: { ok: false, why: grabbed.why } };
    const { x, y, width, height, pixels, takenAt } = grabbed.grab;
    // A desktop that has grown is another one; one that has shrunk fits.
    const wide = Math.max(x + width, ...monitors.map((one) => one.x + one.width));
    const high = Math.max(y + height, ...monitors.map((one) => one.y + one.height));
    // From here to the end nothing waits: the tiles go out in the order in which both mirrors take them.
    if (mirror === null || mirror.width !== wide || mirror.height !== high) {
      mirror = createMirror(wide, high);
      picture += 1;
    }
    const renewed = mirror.renew({ x, y, width, height, pixels });
    const value: AnswerTo<'screen.grab'> = {
      ok: true,
      area: { x, y, width, height },
      takenAt,
      picture,
      desktop: { width: wide, height: high },
      tiles: [...renewed.tiles],
    };
    return { value, body: renewed.pixels };
  }

  return {
    async answer(ask) {
      switch (ask.do) {
        case 'screen.monitors':
          return { value: (await screen?.monitors()) ?? [] };
        case 'screen.stamp':
          return { value: (await screen?.stamp()) ?? 0 };
        case 'screen.grab':
          return grab(ask.area);
        case 'screen.rest':
          mirror = null;
          return { value: null };
      }
    },
  };
}
