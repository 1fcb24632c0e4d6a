import type { CaptureDetail } from '@lapwing/protocol/features/captures/api.ts';
import { downloadEvidence, previewEvidence, viewEvidence } from '@lapwing/protocol/features/evidence/api.ts';
import { addressOf } from '../../api/client.ts';

export type EvidenceItem = CaptureDetail['evidenceItems'][number];
export type EvidenceKind = EvidenceItem['kind'];

/** `1.4 MB`, `312 kB`: as files are told of elsewhere. */
export function sayBytes(bytes: number): string {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1000))} kB`;
}

/** `18 seconds, from 10 before the trigger`; null where the device did not say. */
export function sayRecorded(item: Pick<EvidenceItem, 'seconds' | 'triggerSeconds'>): string | null {
  if (item.seconds === null) return null;
  const whole = Math.round(item.seconds);
  const before = Math.round(item.triggerSeconds ?? 0);
  const length = whole === 1 ? '1 second' : `${whole} seconds`;
  return before === 0 ? `${length}, from the trigger on` : `${length}, from ${before} before the trigger`;
}

/** What a recording waits for, and how much of it is there. */
export function sayComing(item: Pick<EvidenceItem, 'kind' | 'bytes' | 'arrived'>): string {
  if (item.bytes === null) return 'The device is still recording; it appears here when it has arrived.';
  if (item.arrived === 0) return 'The device sends it as soon as it can; it appears here by itself.';
  return `${sayBytes(item.arrived)} of ${sayBytes(item.bytes)} have arrived; the rest appears here by itself.`;
}

/** The one of a kind that there is to show: what is there before what is coming before what is lost. */
export function itemOf(items: readonly EvidenceItem[], kind: EvidenceKind): EvidenceItem | undefined {
  const ofKind = items.filter((item) => item.kind === kind);
  for (const state of ['ready', 'coming', 'lost'] as const) {
    const found = ofKind.find((item) => item.state === state);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const evidenceHref = (id: string): string => addressOf(viewEvidence, { params: { id } });
export const previewHref = (id: string): string => addressOf(previewEvidence, { params: { id } });
export const originalHref = (id: string): string => addressOf(downloadEvidence, { params: { id } });
