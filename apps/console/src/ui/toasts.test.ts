import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { clearToasts, currentToasts, dismissToast, showToast, staysFor } from './toasts.ts';

beforeEach(clearToasts);
const texts = () => currentToasts().map((toast) => toast.text);

test('a toast with the same key takes the place of the one before', () => {
  showToast({ text: 'Added 1 device', key: 'added' });
  showToast({ text: 'Saved' });
  showToast({ text: 'Added 2 devices', key: 'added' });
  assert.deepEqual(texts(), ['Saved', 'Added 2 devices']);
});

test('at most four stand there, and what went wrong is the last to give way', () => {
  showToast({ text: 'not saved', tone: 'stop' });
  for (const text of ['a', 'b', 'c', 'd']) showToast({ text });
  assert.deepEqual(texts(), ['not saved', 'b', 'c', 'd']);
  for (const text of ['e', 'f', 'g']) showToast({ text, tone: 'stop' });
  showToast({ text: 'h', tone: 'stop' });
  assert.deepEqual(texts(), ['e', 'f', 'g', 'h']);
});

test('one is put away without touching the others, twice does no harm', () => {
  const id = showToast({ text: 'a' });
  showToast({ text: 'b' });
  dismissToast(id);
  dismissToast(id);
  assert.deepEqual(texts(), ['b']);
});

test('trouble stays until it is put away; what can be undone stays longer than a remark', () => {
  assert.equal(staysFor({ text: 'x', tone: 'stop' }), null);
  const remark = staysFor({ text: 'Saved' });
  const undo = staysFor({ text: 'Saved', action: { label: 'Undo', onPress: () => undefined } });
  assert.ok(remark !== null && undo !== null && undo > remark);
  assert.ok((staysFor({ text: 'x'.repeat(5000) }) ?? 0) <= 15_000);
});
