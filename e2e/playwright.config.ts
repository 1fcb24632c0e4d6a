import { userInfo, tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

/** Stories that hold a short time or a size to a bar: nothing else may run beside them. */
const ALONE = /(?:classroom|first-capture|light-on-the-device|survives-kills)\.spec\.ts$/;

/**
 * Each story has a school of its own. Most wait more than they work, so that three go side by side (tools/test.ts), and then
 * those that must be alone. Playwright tries nothing twice; in a run of everything tools/test.ts runs a file that failed beside
 * others once more, alone, and names it.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  // Each account its own, and none in the checkout, which may be another's.
  outputDir: path.join(tmpdir(), `lapwing-e2e-results-${userInfo().uid}`),
  workers: 1,
  projects: [
    { name: 'together', testIgnore: ALONE },
    { name: 'alone', testMatch: ALONE },
  ],
  fullyParallel: false,
  retries: 0,
  timeout: 30_000,
  forbidOnly: true,
  expect: { timeout: 10_000 },
  // One picture for every machine: the font comes with the console, and the tolerance is in visual.spec.ts.
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  globalSetup: './build.config.ts',
  reporter: 'list',
});
