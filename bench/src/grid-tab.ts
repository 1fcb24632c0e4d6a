import type { Browser } from '@playwright/test';
import { z } from 'zod';
import type { BenchServer } from './screens-server.ts';

/** What the tab holds after its rubbish was collected. */
export interface Reading {
  readonly heapMb: number;
  readonly nodes: number;
  readonly listeners: number;
  /** Tiles in the page now that show a picture. */
  readonly pictures: number;
}

/** The console in a real browser, open at a grid of live pictures. */
export interface Tab {
  /** Scrolls from the top to the bottom and back; milliseconds between the frames that were drawn meanwhile. */
  scroll(): Promise<number[]>;
  read(): Promise<Reading>;
}

const GRID = '[role="grid"]';
const SHOWN = 6;
/** Pixels a second: as fast as a wheel is turned by somebody who looks for a name. */
const SCROLL_SPEED = 2400;

const Frames = z.array(z.number());
const Place = z.object({ x: z.number(), y: z.number(), far: z.number() });
const Metrics = z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) });
const Counters = z.object({ nodes: z.number(), jsEventListeners: z.number() });

/** Opens the address as the member of staff who made the school; resolves when pictures are shown. */
export async function openTab(browser: Browser, server: BenchServer, address: string): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  await context.addCookies(
    server.cookie.split('; ').map((pair) => {
      const at = pair.indexOf('=');
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: server.url };
    }),
  );
  const page = await context.newPage();
  await page.goto(`${server.url}${address}`);
  await page
    .locator(`${GRID} [role="gridcell"] canvas[data-drawn="true"]`)
    .nth(SHOWN - 1)
    .waitFor({ timeout: 60_000 });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');

  const sweep = async (distance: number, place: z.infer<typeof Place>): Promise<void> => {
    await devtools.send('Input.synthesizeScrollGesture', {
      x: place.x,
      y: place.y,
      yDistance: distance,
      speed: SCROLL_SPEED,
      gestureSourceType: 'mouse',
    });
  };

  return {
    async scroll() {
      const place = Place.parse(
        await page.evaluate(`(() => {
          const grid = document.querySelector('${GRID}');
          const box = grid.getBoundingClientRect();
          grid.scrollTop = 0;
          return { x: box.x + box.width / 2, y: box.y + box.height / 2, far: grid.scrollHeight - grid.clientHeight };
        })()`),
      );
      await page.evaluate(`(() => {
        globalThis.benchFrames = [];
        globalThis.benchOn = true;
        let before = null;
        const step = (now) => {
          if (before !== null) globalThis.benchFrames.push(now - before);
          before = now;
          if (globalThis.benchOn) requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      })()`);
      await sweep(-place.far, place);
      await sweep(place.far, place);
      return Frames.parse(await page.evaluate('(globalThis.benchOn = false, globalThis.benchFrames)'));
    },
    async read() {
      await devtools.send('HeapProfiler.collectGarbage');
      const { metrics } = Metrics.parse(await devtools.send('Performance.getMetrics'));
      const counters = Counters.parse(await devtools.send('Memory.getDOMCounters'));
      const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0;
      const pictures = z
        .number()
        .parse(await page.evaluate(`document.querySelectorAll('${GRID} canvas[data-drawn="true"]').length`));
      return {
        heapMb: heap / 1e6,
        nodes: counters.nodes,
        listeners: counters.jsEventListeners,
        pictures,
      };
    },
  };
}
