import { type Browser, chromium } from '@playwright/test';

/** The browser of the machine. */
export const CHROMIUM = '/usr/bin/chromium';
/** What keeps a browser from talking to anyone but the server that is measured. */
export const QUIET = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser that pages are measured in. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}
