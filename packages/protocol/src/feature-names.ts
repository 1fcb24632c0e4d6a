/**
 * The words of Lapwing. One word, one feature, every tier: the folder in each program, the prefix of its tables,
 * the URL segment, the prefix of its messages and of its capabilities.
 */
export const FEATURE_NAMES = [
  'accounts',
  'alerts',
  'audit',
  'captures',
  'concerns',
  'devices',
  'evidence',
  'groups',
  'guidance',
  'library',
  'people',
  'policies',
  'schools',
  'screens',
  'search',
  'sessions',
  'setup',
  'state',
  'thresholds',
] as const;

export type FeatureName = (typeof FEATURE_NAMES)[number];
