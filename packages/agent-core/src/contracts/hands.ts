import type { WorkStep } from '@lapwing/protocol/features/screens/worked.command.ts';

/** Keyboard and pointer of the device, worked from afar. Never rejects. */
export interface Hands {
  /** Does the steps in their order, as long as they are wanted. One that cannot be done is left out. */
  work(steps: readonly WorkStep[], wanted: () => boolean): Promise<void>;
  /** Lets go of every key and button that is held. */
  release(): Promise<void>;
}
