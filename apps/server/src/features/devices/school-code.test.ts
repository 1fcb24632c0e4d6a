import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { SchoolCode } from '@lapwing/protocol/features/devices/enrol.request.ts';
import { formatSchoolCode, makeSchoolCode } from './school-code.ts';

describe('a school code', () => {
  it('is what a device takes, as it is shown, and holds no sign that is mistaken for another', () => {
    for (let count = 0; count < 200; count += 1) {
      const code = makeSchoolCode((limit) => randomInt(limit));
      assert.equal(SchoolCode.parse(formatSchoolCode(code)), code);
      assert.doesNotMatch(code, /[IL1O0]/);
    }
  });
});
