import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notices } from '@lapwing/agent-core/contracts/notices.ts';
import { noticesContract } from '@lapwing/agent-core/contracts/notices.contract.ts';
import { createFakeControlHost } from '../../../test/fake-control-host.ts';
import { createPageOrders } from './orders.ts';
import { createNoticeWindows, type NoticeWindows } from './show.ts';

interface FakeWindows {
  readonly windows: NoticeWindows;
  /** Page of the one that is open. */
  open(): { readonly id: number; readonly page: string } | null;
  closeByHand(): void;
}

function fakeWindows(opens = true): FakeWindows {
  let next = 1;
  let now: { id: number; page: string } | null = null;
  let gone: (id: number) => void = () => undefined;
  const windows = createNoticeWindows({
    openPrompt(page) {
      if (!opens) return Promise.resolve(null);
      now = { id: next, page };
      next += 1;
      return Promise.resolve(now.id);
    },
    closePrompt(id) {
      if (now?.id === id) now = null;
      return Promise.resolve();
    },
    onWindowGone(handle) {
      gone = handle;
      return () => undefined;
    },
  });
  return {
    windows,
    open: () => now,
    closeByHand() {
      const id = now?.id ?? -1;
      now = null;
      gone(id);
    },
  };
}

const idOf = (page: string): string => page.split('#')[1] ?? '';

noticesContract(
  // Agreements have a cover of their own: agreements.test.ts.
  (name, run) => void (name.includes('agreement') ? undefined : test(name, run)),
  () => {
    const fake = fakeWindows();
    const notices: Notices = {
      show: (notice, seen) => fake.windows.show(notice, seen),
      open: () => Promise.resolve('done'),
      closeTabs: () => Promise.resolve('done'),
      logOff: () => Promise.resolve('not-possible'),
      ask: () => ({ answer: Promise.resolve('not-shown'), withdraw: () => undefined }),
    };
    return Promise.resolve({
      notices,
      message() {
        const open = fake.open();
        const shown =
          open === null ? null : fake.windows.onMessage({ kind: 'notice-look', id: idOf(open.page) });
        return Promise.resolve(shown?.text ?? null);
      },
      close() {
        fake.windows.onMessage({ kind: 'notice-seen', id: idOf(fake.open()?.page ?? '') });
        return Promise.resolve();
      },
      asked: () => Promise.resolve(null),
      answer: () => Promise.resolve(),
    });
  },
);

const NOTICE = { id: 'one', text: 'First', by: 'Ms Khan', schoolName: 'Lapwing Primary' };

test('messages stand one after the other, and closing the window is having seen it', async () => {
  const fake = fakeWindows();
  const seen: string[] = [];
  await fake.windows.show(NOTICE, () => seen.push('one'));
  const second = fake.windows.show({ ...NOTICE, id: 'two', text: 'Second' }, () => seen.push('two'));
  assert.equal(idOf(fake.open()?.page ?? ''), 'one');
  assert.equal(fake.windows.onMessage({ kind: 'notice-look', id: 'one' })?.waiting, 1);
  assert.equal(fake.windows.onMessage({ kind: 'notice-look', id: 'two' }), null);
  fake.closeByHand();
  assert.equal(await second, 'shown');
  assert.equal(idOf(fake.open()?.page ?? ''), 'two');
  fake.windows.onMessage({ kind: 'notice-seen', id: 'one' });
  assert.deepEqual(seen, ['one']);
  fake.windows.onMessage({ kind: 'notice-seen', id: 'two' });
  assert.deepEqual(seen, ['one', 'two']);
  assert.equal(fake.open(), null);
});

test('a window that cannot be opened is said', async () => {
  assert.equal(await fakeWindows(false).windows.show(NOTICE, () => undefined), 'failed');
});

test('pages open where nothing closes them, and tabs of a site close with its subdomains', async () => {
  const host = createFakeControlHost();
  const orders = createPageOrders({
    tabs: host.tabs,
    isOpen: (url) => Promise.resolve(!url.includes('games')),
    frontTab: () => Promise.resolve({ tabId: 2 }),
  });
  assert.equal(await orders.open('https://rivers.example/'), 'done');
  assert.equal(await orders.open('https://games.example/'), 'blocked');
  assert.equal(await orders.open('javascript:alert(1)'), 'not-possible');
  host.addTab({ id: 1, url: 'https://www.games.example/a' });
  host.addTab({ id: 2, url: 'https://games.example/b' });
  host.addTab({ id: 3, url: 'https://notgames.example/' });
  assert.equal(await orders.closeTabs('games.example', false), 'done');
  assert.deepEqual(
    [1, 2, 3].map((id) => host.tab(id) !== undefined),
    [true, false, true],
  );
  assert.equal(await orders.closeTabs('games.example', true), 'done');
  assert.deepEqual(
    [1, 2, 3].map((id) => host.tab(id) !== undefined),
    [false, false, true],
  );
});
