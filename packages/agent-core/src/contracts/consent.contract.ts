import type { Consent, ConsentQuestion } from './consent.ts';
import { type DefineCase, expect, expectSame } from './contract-suite.ts';

export interface ConsentSubject {
  readonly consent: Consent;
  /** The person answers the question that stands; resolves when the answer was given. */
  readonly answer: (yes: boolean) => Promise<void>;
  /** What the person reads; null when nothing is asked. */
  readonly asked: () => Promise<string | null>;
  /** Lets time go by, by waiting or by moving the hands. */
  readonly pass: (ms: number) => Promise<void>;
}

const REQUEST = Object.freeze({ watchers: ['Ms Khan'], seconds: 5, silence: 'denies' as const });

/** What every Consent must do; `make` gives a fresh one for each case. */
export function consentContract(test: DefineCase, make: () => Promise<ConsentSubject>): void {
  for (const [yes, said] of [
    [true, 'allowed'],
    [false, 'denied'],
  ] as const)
    test(`the person is asked by name, and the answer ${said} is given and the question gone`, async () => {
      const { consent, answer, asked } = await make();
      const question = consent.ask(REQUEST);
      expect((await asked())?.includes('Ms Khan') === true, 'who asks is named');
      await answer(yes);
      expectSame(await question.answer, said, 'answer');
      expectSame(await asked(), null, 'nothing is asked any more');
      question.withdraw();
    });

  test('no answer in time is silence, and the question is gone', async () => {
    const { consent, asked, pass } = await make();
    const question = consent.ask(REQUEST);
    await asked();
    await pass(7000);
    expectSame(await question.answer, 'silence', 'answer');
    expectSame(await asked(), null, 'nothing is asked any more');
  });

  test('a question that is withdrawn is gone, settles, and leaves room for the next', async () => {
    const { consent, answer, asked } = await make();
    const first: ConsentQuestion = consent.ask(REQUEST);
    await asked();
    first.withdraw();
    first.withdraw();
    await first.answer;
    expectSame(await asked(), null, 'nothing is asked any more');
    const second = consent.ask({ ...REQUEST, watchers: ['Mr Osei'] });
    expect((await asked())?.includes('Mr Osei') === true, 'the next is asked');
    await answer(true);
    expectSame(await second.answer, 'allowed', 'answer');
  });
}
