/**
 * The words of Lapwing. One word, one feature, every tier: the folder in each program, the prefix of its tables,
 * the URL segment, the prefix of its messages and of its capabilities.
 */
export const FEATURE_NAMES = [
  'access',
  'accounts',
  'activity',
  'agreements',
  'alerts',
  'assistance',
  'audit',
  'captures',
  'concerns',
  'devices',
  'evidence',
  'groups',
  'guidance',
  'lessons',
  'library',
  'messages',
  'people',
  'policies',
  'releases',
  'restrictions',
  'schools',
  'screens',
  'search',
  'sessions',
  'setup',
  'state',
  'thresholds',
] as const;

export type FeatureName = (typeof FEATURE_NAMES)[number];
