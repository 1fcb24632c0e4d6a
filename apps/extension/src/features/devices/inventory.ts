import type { Inventory } from '@lapwing/protocol/features/devices/platform.ts';
import type { Hardware } from '../../platform/contract/host.ts';

/** The inventory as the protocol takes it. A browser does not tell the size of the disk without a warning to the person. */
export function inventoryOf(hardware: Hardware): Inventory {
  const { threads, memory } = hardware;
  return {
    model: nameOf(hardware.model),
    processor: nameOf(hardware.processor),
    threads: threads !== null && Number.isInteger(threads) && threads >= 1 ? Math.min(threads, 4096) : null,
    memory: memory !== null && Number.isInteger(memory) && memory >= 0 ? memory : null,
    disk: null,
    screens: hardware.screens
      .map(({ width, height }) => ({ width: Math.round(width), height: Math.round(height) }))
      .filter(({ width, height }) => width >= 1 && height >= 1)
      .slice(0, 16),
  };
}

function nameOf(name: string | null): string | null {
  const told = name?.trim().slice(0, 120) ?? '';
  return told === '' ? null : told;
}
