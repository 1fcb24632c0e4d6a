import { type DefineCase, expect, expectSame } from './contract-suite.ts';
import type { LiveScreen, Look } from './live-screen.ts';

export interface LiveScreenSubject {
  readonly screen: LiveScreen;
  /** Brings another page to the front, which looks otherwise; resolves when it is there. */
  readonly turnTo: (title: string, url: string) => Promise<void>;
  /** Puts every window out of sight. */
  readonly hide: () => Promise<void>;
}

const WANTED = Object.freeze({ width: 320, quality: 0.6, last: null, wanted: () => true });

function picture(look: Look): Extract<Look, { ok: true }> {
  if (!look.ok) throw new Error(`no picture: ${look.why}`);
  return look;
}

/** What every LiveScreen must do; `make` gives a fresh one, with one page in front, for each case. */
export function liveScreenContract(test: DefineCase, make: () => Promise<LiveScreenSubject>): void {
  test('a picture has the size that it says, no wider than was asked for, and names what it shows', async () => {
    const { screen, turnTo } = await make();
    await turnTo('Rivers', 'https://rivers.example/source');
    const seen = picture(await screen.look(WANTED));
    expect(seen.width <= 320 && seen.width > 0 && seen.height > 0, 'a size');
    expect(seen.bytes.length > 0, 'bytes');
    expect(seen.takenAt > 0, 'a time');
    expectSame([seen.front.title, seen.front.url], ['Rivers', 'https://rivers.example/source'], 'front');
    expectSame((await screen.front())?.title, 'Rivers', 'the same in front');
  });

  test('what looks like the marked picture is unchanged, and without a mark it is a picture again', async () => {
    const { screen } = await make();
    const first = picture(await screen.look(WANTED));
    const same = await screen.look({ ...WANTED, last: first.mark });
    expectSame(same.ok ? 'a picture' : same.why, 'unchanged', 'looked at again');
    picture(await screen.look(WANTED));
  });

  test('another page is a change, and so is another width', async () => {
    const { screen, turnTo } = await make();
    const first = picture(await screen.look(WANTED));
    const wider = picture(await screen.look({ ...WANTED, width: 640, last: first.mark }));
    await turnTo('Quite another page', 'https://rivers.example/mouth');
    picture(await screen.look({ ...WANTED, width: 640, last: wider.mark }));
  });

  test('a picture that nobody wants any more is not given', async () => {
    const { screen } = await make();
    const look = await screen.look({ ...WANTED, wanted: () => false });
    expectSame(look.ok ? 'a picture' : look.why, 'failed', 'look');
  });

  test('with every window out of sight there is nothing', async () => {
    const { screen, hide } = await make();
    await hide();
    expectSame(await screen.front(), null, 'front');
    const look = await screen.look(WANTED);
    expectSame(look.ok ? 'a picture' : look.why, 'nothing', 'look');
  });

  test('a change of what is in front is told until it is cancelled', async () => {
    const { screen, turnTo } = await make();
    let told = 0;
    let heard: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const cancel = screen.onFront(() => {
      told += 1;
      heard();
    });
    await turnTo('First', 'https://rivers.example/1');
    await first;
    cancel();
    cancel();
    const before = told;
    await turnTo('Second', 'https://rivers.example/2');
    expectSame(told, before, 'calls after it was cancelled');
  });
}
