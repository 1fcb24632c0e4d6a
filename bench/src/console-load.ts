import type { Browser, CDPSession } from '@playwright/test';
import { z } from 'zod';

/** A person's start page, and the control that tells that it is there to be worked with. */
export interface ConsolePage {
  readonly who: string;
  readonly email: string;
  readonly password: string;
  /** Selector of the main control: the first row of the list, the tile that Tab reaches. */
  readonly main: string;
}

/** One cold visit. Times are milliseconds since the navigation began, bytes as they went over the wire. */
export interface FirstLoad {
  readonly address: string;
  readonly scriptBytes: number;
  readonly scripts: number;
  readonly files: ReadonlyArray<{ name: string; bytes: number }>;
  readonly encodings: readonly string[];
  /** Style, fonts, the page itself and what the server answers. */
  readonly otherBytes: number;
  readonly paintedMs: number;
  /** The main control was in the page. */
  readonly presentMs: number;
  /** It was there, and the page's thread was free. */
  readonly interactiveMs: number;
}

/** After the main control so long without a long task is quiet; a long task is one of 50 ms or more. */
const QUIET_MS = 500;
const GIVE_UP_MS = 20_000;
const SETTLED = 'benchSettled';

const Timing = z.object({ painted: z.number(), present: z.number(), interactive: z.number() });
const Response = z.object({
  requestId: z.string(),
  type: z.string(),
  response: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
});
const Finished = z.object({ requestId: z.string(), encodedDataLength: z.number() });

/** Signs in, then opens `/` with an empty cache in a page that is `cpuRate` times slower. */
export async function firstLoad(
  browser: Browser,
  url: string,
  visit: ConsolePage,
  cpuRate: number,
): Promise<FirstLoad> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  try {
    // The sign-in goes through the API, so that nothing of the console is in a cache or compiled before.
    const signedIn = await context.request.post(`${url}/api/accounts/sign-in`, {
      data: { email: visit.email, password: visit.password },
      headers: { origin: url },
    });
    if (!signedIn.ok()) throw new Error(`${visit.who} cannot sign in: ${signedIn.status()}`);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Network.enable');
    await devtools.send('Network.clearBrowserCache');
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpuRate });
    const traffic = watchTraffic(devtools);
    const settled = Promise.withResolvers<unknown>();
    const late = setTimeout(
      () => settled.reject(new Error(`The start page of the ${visit.who} has no ${visit.main}.`)),
      GIVE_UP_MS,
    );
    await page.exposeFunction(SETTLED, settled.resolve);
    await page.addInitScript({ content: watcher(visit.main) });
    await page.goto(`${url}/`, { waitUntil: 'commit' });
    const timing = Timing.parse(await settled.promise);
    clearTimeout(late);
    return { ...traffic(), address: new URL(page.url()).pathname, ...renamed(timing) };
  } finally {
    await context.close();
  }
}

/** The visit in the middle by when it answered; its bytes are those of that visit. */
export function medianLoad(loads: readonly FirstLoad[]): FirstLoad {
  const ordered = loads.toSorted((one, other) => one.interactiveMs - other.interactiveMs);
  const middle = ordered[Math.floor(ordered.length / 2)];
  if (middle === undefined) throw new Error('there was no visit');
  return middle;
}

function renamed(timing: z.infer<typeof Timing>): {
  paintedMs: number;
  presentMs: number;
  interactiveMs: number;
} {
  return { paintedMs: timing.painted, presentMs: timing.present, interactiveMs: timing.interactive };
}

/**
 * Runs in the page before anything else of it: notes when the main control is there and when the thread is free. As
 * text: the types of a page's own world are not those of a benchmark.
 */
function watcher(main: string): string {
  return `(() => {
    let lastLongEnd = 0, painted = 0, present = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) lastLongEnd = Math.max(lastLongEnd, entry.startTime + entry.duration);
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
      painted = list.getEntriesByName('first-contentful-paint')[0]?.startTime ?? painted;
    }).observe({ type: 'paint', buffered: true });
    function look() {
      const control = present === 0 ? document.querySelector(${JSON.stringify(main)}) : null;
      if (control !== null && control.getClientRects().length > 0) present = performance.now();
      const interactive = Math.max(present, lastLongEnd);
      if (present > 0 && performance.now() - interactive > ${QUIET_MS}) ${SETTLED}({ painted, present, interactive });
      else requestAnimationFrame(look);
    }
    requestAnimationFrame(look);
  })()`;
}

/** What went over the wire until it is asked. */
function watchTraffic(
  devtools: CDPSession,
): () => Pick<FirstLoad, 'scriptBytes' | 'scripts' | 'files' | 'encodings' | 'otherBytes'> {
  const responses = new Map<string, { name: string; script: boolean; encoding: string }>();
  const bytes = new Map<string, number>();
  devtools.on('Network.responseReceived', (event: unknown) => {
    const { requestId, response } = Response.parse(event);
    const headers = new Map(
      Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    // By what it is and not by who asked: a preloaded file is script as well.
    const script = /javascript/.test(headers.get('content-type') ?? '');
    const name = new URL(response.url).pathname;
    responses.set(requestId, { name, script, encoding: headers.get('content-encoding') ?? 'plain' });
  });
  devtools.on('Network.loadingFinished', (event: unknown) => {
    const { requestId, encodedDataLength } = Finished.parse(event);
    bytes.set(requestId, encodedDataLength);
  });
  return () => {
    const all = [...responses].map(([id, one]) => ({ ...one, bytes: bytes.get(id) ?? 0 }));
    const scripts = all.filter((one) => one.script);
    const sum = (some: readonly { bytes: number }[]): number =>
      some.reduce((total, one) => total + one.bytes, 0);
    return {
      scriptBytes: sum(scripts),
      scripts: scripts.length,
      files: scripts
        .map(({ name, bytes: size }) => ({ name, bytes: size }))
        .toSorted((one, other) => other.bytes - one.bytes),
      encodings: [...new Set(scripts.map((one) => one.encoding))].toSorted(),
      otherBytes: sum(all) - sum(scripts),
    };
  };
}
