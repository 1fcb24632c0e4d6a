import type { AllPreferences } from '../../preference-store.ts';

/** The words for each theme, here once for the menu and the account page. */
export const THEMES: readonly { key: AllPreferences['theme']; label: string }[] = [
  { key: 'system', label: 'As the system' },
  { key: 'light', label: 'Light' },
  { key: 'dark', label: 'Dark' },
];

export const DENSITIES: readonly { key: AllPreferences['density']; label: string }[] = [
  { key: 'comfortable', label: 'Comfortable' },
  { key: 'compact', label: 'Compact' },
];

/** Sizes of the thumbnails, by the number that is kept. */
export const TILE_SIZES: readonly string[] = ['Smallest', 'Small', 'Middle', 'Large', 'Largest'];
