import type { Cancel } from './cancel.ts';

/** How the person's desktop looks. Never rejects. */
export interface DesktopTheme {
  /** Whether they have chosen dark windows; `light` where it is not known. */
  current(): 'light' | 'dark';
  onChange(changed: () => void): Cancel;
}
