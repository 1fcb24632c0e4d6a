import { createHash } from 'node:crypto';
import { userInfo, tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

/** Stories that hold a short time or a size to a bar: nothing else may run beside them. */
const ALONE = /(?:classroom|first-capture|light-on-the-device|survives-kills)\.spec\.ts$/;

const CHECKOUT = createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex')
  .slice(0, 8);

/**
 * Each story has a school of its own. Most wait more than they work, so that some go side by side (tools/test.ts), and then
 * those that must be alone. Playwright tries nothing twice; in a run of everything tools/test.ts runs a file that failed beside
 * others once more, alone, and names it.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  // Each account and each checkout its own, since a run begins by emptying it, and none in the checkout, which may be
  // another's; where it stays when a run takes its temporary files away (tools/test.ts).
  outputDir: path.join(
    process.env['E2E_RESULTS'] ?? tmpdir(),
    `lapwing-e2e-results-${userInfo().uid}-${CHECKOUT}`,
  ),
  workers: 1,
  projects: [
    { name: 'together', testIgnore: ALONE },
    { name: 'alone', testMatch: ALONE },
  ],
  fullyParallel: false,
  retries: 0,
  // What has to be quick says so itself; this only ends what hangs, and getting ready beside others has taken half of it.
  timeout: 60_000,
  forbidOnly: true,
  expect: { timeout: 10_000 },
  // One picture for every machine: the font comes with the console, and the tolerance is in visual.spec.ts.
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  globalSetup: './build.config.ts',
  reporter: 'list',
});
