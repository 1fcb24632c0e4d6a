import type { Hands } from '@lapwing/agent-core/contracts/hands.ts';
import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';
import type { InputTarget } from '../../platform/contract/input.ts';
import type { Area, DesktopScreen } from '../../platform/contract/screen.ts';

/**
 * Milliseconds after the last step in which keys that come may still be those of staff: a platform may keep keys back for
 * a second until it knows what field they are for.
 */
const ECHO_MS = 1500;

export interface DesktopHands extends Hands {
  /**
   * Whether keys and the pointer are worked from afar now: what comes from the keyboard meanwhile is not the person's.
   */
  working(): boolean;
}

/** Keyboard and pointer of the desktop, worked by staff. Coordinates are parts of the whole desktop. */
export function createDesktopHands(parts: {
  readonly target: InputTarget;
  readonly screen: Pick<DesktopScreen, 'monitors'>;
  /** Milliseconds of this run, by a count that nobody can set. */
  readonly passed: () => number;
}): DesktopHands {
  const { target, screen, passed } = parts;
  let lastAt = -Infinity;
  let busy = 0;

  async function moveTo(desktop: Area, { x, y }: { readonly x: number; readonly y: number }): Promise<void> {
    const across = Math.min(desktop.width - 1, Math.floor(x * desktop.width));
    const down = Math.min(desktop.height - 1, Math.floor(y * desktop.height));
    await target.move(across, down);
  }

  async function take(step: WorkStep, desktop: Area): Promise<void> {
    switch (step.do) {
      case 'move':
        return moveTo(desktop, step);
      case 'button':
        await moveTo(desktop, step);
        await target.button(step.button, step.down);
        return;
      case 'scroll':
        await moveTo(desktop, step);
        await target.scroll(step.lines);
        return;
      case 'key':
        await target.key(step.code, step.down);
        return;
      case 'text':
        await target.text(step.text);
        return;
      case 'release':
        return target.release();
    }
  }

  return {
    async work(steps, wanted) {
      busy += 1;
      try {
        const desktop = desktopOf(await screen.monitors());
        for (const step of steps) {
          if (!wanted()) return;
          await take(step, desktop);
          lastAt = passed();
        }
      } finally {
        busy -= 1;
      }
    },
    async release() {
      await target.release();
      lastAt = passed();
    },
    working: () => busy > 0 || passed() - lastAt < ECHO_MS,
  };
}

/** All monitors together, from the top left corner of the desktop. */
function desktopOf(monitors: readonly Area[]): Area {
  return {
    x: 0,
    y: 0,
    width: Math.max(1, ...monitors.map(({ x, width }) => x + width)),
    height: Math.max(1, ...monitors.map(({ y, height }) => y + height)),
  };
}
