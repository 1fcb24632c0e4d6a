import type { WatchRules } from '@lapwing/protocol/features/policies/rules.ts';
import type { Restriction } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { RestrictionRules } from '@lapwing/protocol/features/restrictions/rules.ts';
import { type DeviceOrders, NO_ORDERS } from '@lapwing/protocol/features/state/document.event.ts';
import { encodeUtf8 } from '../utf8.ts';
import { applied, type Rig } from './rig.ts';
import { RULES } from './rules.ts';

/** Restriction rules that name nothing. */
export const RESTRICTIONS: RestrictionRules = {
  format: 1,
  timeZone: 'Europe/London',
  holidays: [],
  access: [],
  search: { safe: false, youtube: 'off' },
  alwaysOpen: ['childline.org.uk'],
  mayAsk: { access: true, help: true },
  sanctions: {
    caps: { lockMinutes: 30, internetOffMinutes: 60, againAfterMinutes: 30 },
    policies: {},
    terms: {},
  },
  look: { words: 'Please wait', blockWords: 'This page is closed', logo: null },
};

/** The nth id of a test. */
export function idOf(n: number): string {
  return `0198f6a0-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** By hand from now for ten minutes, on the clock of the server. */
export function lockOf(rig: Rig, n: number, changes: Partial<Restriction> = {}): Restriction {
  const now = rig.clock.now() + rig.server.behave.ahead;
  return {
    id: idOf(n),
    effect: { kind: 'lock' },
    layer: 'hands-on',
    by: 'Ms Khan',
    words: null,
    from: new Date(now).toISOString(),
    until: new Date(now + 600_000).toISOString(),
    personal: false,
    ...changes,
  };
}

/** Puts a document with these orders in force, and the rules, where some are given; `watch` is for what is looked for. */
export async function order(
  rig: Rig,
  version: number,
  orders: Partial<DeviceOrders>,
  rules: Partial<RestrictionRules> | null = null,
  watch: Partial<WatchRules> = {},
): Promise<void> {
  const kept =
    rules === null ? null : await rig.server.keep(encodeUtf8(JSON.stringify({ ...RESTRICTIONS, ...rules })));
  const state = await rig.server.document({
    version,
    orders: { ...NO_ORDERS, rules: kept, ...orders },
  });
  const watched = await rig.server.keep(encodeUtf8(JSON.stringify({ ...RULES, ...watch })));
  await rig.server.pushState({ ...state, detection: { ...state.detection, rules: watched } });
  await applied(rig, version);
  await rig.settle();
}
