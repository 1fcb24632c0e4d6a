import type { Clock } from '@lapwing/agent-core/contracts/clock.ts';
import type { Digest } from '@lapwing/agent-core/contracts/digest.ts';
import type { LiveScreen } from '@lapwing/agent-core/contracts/live-screen.ts';
import type { Log } from '@lapwing/agent-core/contracts/log.ts';
import { createSharedLoader } from '@lapwing/agent-core/content-loader.ts';
import type { StateStore } from '@lapwing/agent-core/contracts/state-store.ts';
import type { Inventory } from '@lapwing/protocol/features/devices/platform.ts';
import type { Network } from './contracts/network.ts';
import { createDevice, type SimulatedDevice } from './device.ts';
import type { Paint } from './view.ts';

/** One device of a crowd, before it exists. */
export interface DevicePlan {
  readonly name: string;
  readonly system: string;
  readonly browser: string;
  readonly inventory?: Inventory;
}

export interface Crowd {
  readonly devices: readonly SimulatedDevice[];
  /** Throws for a name that is none. */
  device(name: string): SimulatedDevice;
  /**
   * Makes every device one of the school's and switches it off again. What was enrolled before goes on as it was.
   * @returns how many were turned down, by reason
   */
  enrolAll(options: { readonly atOnce: number }): Promise<ReadonlyMap<string, number>>;
  /**
   * Switches every device on, each at its own moment within `withinMs`, so that a whole school does not knock at once.
   * @param delay 0 to 1 for each device
   */
  switchOnAll(options: {
    readonly withinMs: number;
    readonly delay: () => number;
    readonly account: (device: string) => string | null;
  }): Promise<void>;
  counts(): { readonly on: number; readonly connected: number; readonly queued: number };
  /** Switches everything off. */
  stop(): Promise<void>;
}

export interface CrowdOptions {
  readonly plans: readonly DevicePlan[];
  readonly server: string;
  /** The school code in force. */
  readonly code: () => string;
  /** Where a device keeps what it knows. */
  readonly stateOf: (device: string) => StateStore;
  readonly network: Network;
  readonly paint: Paint;
  /** What those who look see of a device, in place of its drawn view; such as `createPictureSequence`. */
  readonly liveScreen?: (device: string, clock: Clock) => LiveScreen;
  readonly log?: Log;
  /** In place of the machine's own; such as one that knows what many devices have in common. */
  readonly digest?: Digest;
}

/** Any number of simulated devices in one process. */
export function createCrowd(options: CrowdOptions): Crowd {
  const { plans, server, code, network, paint, log, liveScreen, digest } = options;
  const loader = createSharedLoader();
  const devices = plans.map(({ name, system, browser, inventory }) =>
    createDevice({
      name,
      system,
      browser,
      server,
      code,
      network,
      paint,
      loader,
      state: options.stateOf(name),
      ...(inventory === undefined ? {} : { inventory }),
      ...(liveScreen === undefined ? {} : { liveScreen: (clock: Clock) => liveScreen(name, clock) }),
      ...(log === undefined ? {} : { log }),
      ...(digest === undefined ? {} : { digest }),
    }),
  );
  const byName = new Map(devices.map((device) => [device.name, device]));

  return {
    devices,
    device(name) {
      const device = byName.get(name);
      if (device === undefined) throw new Error(`there is no device ${name}`);
      return device;
    },
    async enrolAll({ atOnce }) {
      const refused = new Map<string, number>();
      const left = devices[Symbol.iterator]();
      const worker = async (): Promise<void> => {
        for (const device of left) {
          const outcome = await device.switchOn(null);
          await device.switchOff();
          if (outcome.ok) continue;
          const why = outcome.reason === 'refused' ? outcome.refusal : outcome.reason;
          refused.set(why, (refused.get(why) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      return refused;
    },
    async switchOnAll({ withinMs, delay, account }) {
      await Promise.all(
        devices.map(async (device) => {
          await new Promise((resolve) => setTimeout(resolve, withinMs * delay()));
          if (!device.isOn()) await device.switchOn(account(device.name));
        }),
      );
    },
    counts() {
      const states = devices.map((device) => device.status());
      return {
        on: states.filter((status) => status !== null).length,
        connected: states.filter((status) => status?.connection === 'connected').length,
        queued: devices.reduce((sum, device) => sum + device.queued(), 0),
      };
    },
    async stop() {
      await Promise.all(devices.map((device) => device.switchOff()));
    },
  };
}
