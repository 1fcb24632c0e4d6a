import { type DefineCase, expect, expectSame } from './contract-suite.ts';
import type { Digest } from './digest.ts';

/** The public key of test 2 of RFC 8032, section 7.1. */
const PUBLIC_KEY = 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw';

/** What every Digest must do; that a right signature is true is shown with a KeyStore's. */
export function digestContract(test: DefineCase, make: () => Promise<Digest>): void {
  test('SHA-256 is in lower-case hexadecimal (FIPS 180-4, "abc")', async () => {
    const digest = await make();
    expectSame(
      await digest.sha256(new Uint8Array([97, 98, 99])),
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'hash',
    );
  });

  test('a signature that is malformed or by another is false and throws nothing', async () => {
    const digest = await make();
    const text = new Uint8Array([0x72]);
    for (const [key, signature] of [
      [PUBLIC_KEY, ''],
      [PUBLIC_KEY, `${'A'.repeat(85)}Q`],
      [PUBLIC_KEY, '!not base64!'],
      ['', 'A'.repeat(86)],
      ['AAAA', 'A'.repeat(86)],
    ] as const)
      expect(!(await digest.verify(key, signature, text)), `${key} ${signature}`);
  });
}
