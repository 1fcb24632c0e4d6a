import type { Recorded, Recorder, RecordingJob } from '@lapwing/agent-core/contracts/recorder.ts';
import type { BackgroundHost } from '../../platform/contract/host.ts';

/** Frames of a tab, and recordings that `encode` makes of them. */
export function createTabRecorder(parts: {
  readonly frameOf: BackgroundHost['frameOf'];
  readonly tabOf: (place: string) => number | null;
  readonly encode: (job: RecordingJob) => Promise<Recorded>;
  readonly now: () => number;
}): Recorder {
  const { frameOf, tabOf, encode, now } = parts;
  return {
    async take({ place, quality, wanted }) {
      const tab = tabOf(place);
      if (tab === null) return { ok: false, why: 'not-possible' };
      const frame = await frameOf(tab, quality, wanted);
      return frame.ok ? { ...frame, takenAt: now() } : frame;
    },
    async encode(job) {
      try {
        return await encode(job);
      } catch {
        return { ok: false, failed: 'failed' };
      }
    },
  };
}
