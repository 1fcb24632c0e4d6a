import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import type { ReactNode } from 'react';

/** What other features bring to a capture; composed beside main. */
export interface CaptureSlots {
  /** A way to make it part of a concern. */
  readonly concern?: (capture: CaptureDetail) => ReactNode;
  /** The address of a concern. */
  readonly concernHref?: (id: string) => string;
  /** Keeping its evidence beyond the usual time. */
  readonly hold?: (capture: CaptureDetail) => ReactNode;
}
