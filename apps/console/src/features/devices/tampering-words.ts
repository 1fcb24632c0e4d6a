import type { DevicesTampered } from '@lapwing/protocol/features/devices/tampered.event.ts';

/** Each tampering, for staff. */
export const TAMPERING_WORDS: Readonly<Record<DevicesTampered['what'], { readonly title: string }>> =
  Object.freeze({
    'service-stopped': { title: 'Agent stopped' },
    'agent-killed': { title: 'Agent killed' },
    'seat-killed': { title: 'Agent killed in the person’s session' },
    'seat-failed': { title: 'Agent failed in the person’s session, by a fault of its own' },
    'seat-ended': { title: 'Agent ended in the person’s session, reason unknown' },
    'clock-moved': { title: 'Clock moved' },
    'files-changed': { title: 'Files of the agent changed' },
    'extension-gone': { title: 'Browser extension taken away' },
  });
