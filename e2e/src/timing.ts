import { type Page, test } from '@playwright/test';

/** Notes when each key reaches the page; ask with `lastKeyAt`. Both clocks are this machine's. */
export async function noteKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.addEventListener('keydown', () => {
      document.documentElement.dataset['keyAt'] = String(Date.now());
    });
  });
}

export async function lastKeyAt(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.documentElement.dataset['keyAt']));
}

/** Notes when text first stands on the page, to the millisecond and not to the runner's next look. */
export async function noteText(page: Page, text: string): Promise<() => Promise<number>> {
  const seen = page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (!document.body.innerText.includes(wanted)) return;
          observer.disconnect();
          resolve(Date.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    text,
  );
  // Awaited later; until then a page that is closed is not an error of its own.
  seen.catch(() => undefined);
  return () => seen;
}

/** Middle and worst of some figures, for the report. */
export function describe(figures: readonly number[]): string {
  const sorted = [...figures].sort((one, other) => one - other);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return `median ${at(0.5)} ms, worst ${sorted.at(-1) ?? 0} ms of ${sorted.length}`;
}

/** For a report. @param began by `performance.now()` */
export function secondsSince(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}

/** Puts a figure where people read it and into the run's record. */
export function report(what: string, figure: string): void {
  test.info().annotations.push({ type: what, description: figure });
  process.stdout.write(`     ${what}: ${figure}\n`);
}
