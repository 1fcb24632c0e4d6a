import type { WatchRules } from '@lapwing/protocol/features/policies/rules.ts';

/** Rules that name nothing. */
export const RULES: WatchRules = {
  format: 1,
  timeZone: 'Europe/London',
  week: [[], [], [], [], [], [], []],
  holidays: [],
  everyTerm: false,
  policies: {},
  terms: {},
  allow: [],
};
