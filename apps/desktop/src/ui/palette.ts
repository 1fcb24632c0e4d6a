export type Theme = 'light' | 'dark';

/** Colours of a page; the same as in the browser's agent (base.css there), each pair with a contrast of 4.5 and more. */
export interface Palette {
  readonly ground: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly panel: string;
  readonly accent: string;
  readonly onAccent: string;
}

export const PALETTES: Readonly<Record<Theme, Palette>> = Object.freeze({
  light: {
    ground: '#ffffff',
    text: '#17202a',
    quiet: '#4a5563',
    line: '#c9d1da',
    panel: '#f2f5f8',
    accent: '#0b5e73',
    onAccent: '#ffffff',
  },
  dark: {
    ground: '#14191f',
    text: '#eef2f6',
    quiet: '#b4bfcb',
    line: '#3b4652',
    panel: '#1e262f',
    accent: '#7fd0e4',
    onAccent: '#08222a',
  },
});
