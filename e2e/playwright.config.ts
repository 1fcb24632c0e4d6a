import { userInfo, tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

/**
 * The stories run one after the other, each on a school of its own. Nothing is tried twice: a story that passes at
 * its second try has failed.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  // Each account its own, and none in the checkout, which may be another's.
  outputDir: path.join(tmpdir(), `lapwing-e2e-results-${userInfo().uid}`),
  workers: 1,
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
