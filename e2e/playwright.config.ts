import { defineConfig } from '@playwright/test';

/**
 * The stories run one after the other, each on a school of its own. Nothing is tried twice: a story that passes at
 * its second try has failed.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../node_modules/.cache/lapwing-e2e',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 30_000,
  forbidOnly: true,
  expect: { timeout: 10_000 },
  globalSetup: './build.config.ts',
  reporter: 'list',
});
