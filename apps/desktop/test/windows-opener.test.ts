import assert from 'node:assert/strict';
import { it } from 'node:test';

import { createOpener } from '../src/platform/windows/opener.ts';

it('opens pages of the web on Windows, and nothing else', async () => {
  const opened: string[] = [];
  let code = 42;
  const opener = createOpener({
    ShellExecuteW: (_window, verb, what) => {
      opened.push(`${verb} ${what}`);
      return code;
    },
  });
  assert.equal(await opener.open('https://lapwing.example/notice?a=b&c=d'), true);
  code = 31;
  assert.equal(await opener.open('http://lapwing.example/'), false, 'no program for it');
  for (const other of [
    '',
    'calc.exe',
    'file:///C:/Windows/System32/calc.exe',
    'ms-settings:privacy',
    'https://lapwing.example/ calc.exe',
    'https://lapwing.example/"calc',
    'javascript:alert(1)',
  ])
    assert.equal(await opener.open(other), false, other);
  assert.deepEqual(opened, ['open https://lapwing.example/notice?a=b&c=d', 'open http://lapwing.example/']);
});
