import type { Effect, Restriction } from '@lapwing/protocol/features/restrictions/effect.ts';
import type { RestrictionRules } from '@lapwing/protocol/features/restrictions/rules.ts';
import { uuidV7 } from '@lapwing/protocol/ids.ts';

/** Rules of a school that name nothing but help. */
export const RULES: RestrictionRules = {
  format: 1,
  timeZone: 'Europe/London',
  holidays: [],
  access: [],
  search: { safe: false, youtube: 'off' },
  alwaysOpen: ['childline.org.uk', 'help.example'],
  mayAsk: { access: true, help: true },
  sanctions: {
    caps: { lockMinutes: 30, internetOffMinutes: 60, againAfterMinutes: 30 },
    policies: {},
    terms: {},
  },
  look: { words: 'Ask your teacher.', blockWords: 'Our school keeps this closed.', logo: null },
};

/** By hand, for ten minutes. */
export function restriction(effect: Effect, changes: Partial<Restriction> = {}): Restriction {
  const now = Date.now();
  return {
    id: uuidV7(now, crypto.getRandomValues(new Uint8Array(10))),
    effect,
    layer: 'hands-on',
    by: 'Ms Khan',
    words: null,
    from: new Date(now - 1000).toISOString(),
    until: new Date(now + 600_000).toISOString(),
    personal: false,
    ...changes,
  };
}
