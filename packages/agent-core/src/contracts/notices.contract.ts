import type { AgreementContent } from '@lapwing/protocol/features/agreements/content.ts';
import { type DefineCase, expect, expectSame } from './contract-suite.ts';
import type { Notices } from './notices.ts';

export interface NoticesSubject {
  readonly notices: Notices;
  /** The message that the person reads now; null when there is none. */
  readonly message: () => Promise<string | null>;
  /** They close it. */
  readonly close: () => Promise<void>;
  /** What the person is asked to agree to; null when nothing. */
  readonly asked: () => Promise<string | null>;
  readonly answer: (agree: boolean) => Promise<void>;
}

const NOTICE = Object.freeze({
  id: '0198f6a0-0000-7000-8000-00000000d001',
  text: 'Please save your work',
  by: 'Ms Khan',
  schoolName: 'Lapwing Primary',
});
const AGREEMENT: AgreementContent = Object.freeze({
  format: 1,
  id: '0198f6a0-0000-7000-8000-00000000d002',
  version: 1,
  title: 'Using our computers',
  language: 'en-GB',
  blocks: [{ kind: 'paragraph' as const, text: 'I look after what I use.' }],
  picture: null,
  agreeLabel: 'I agree',
  declineLabel: 'I do not agree',
});

/** What all Notices must do; `make` gives fresh ones for each case. */
export function noticesContract(test: DefineCase, make: () => Promise<NoticesSubject>): void {
  test('a message is shown, and said to be seen once the person has closed it', async () => {
    const { notices, message, close } = await make();
    let seen = 0;
    expectSame(
      await notices.show(NOTICE, () => {
        seen += 1;
      }),
      'shown',
      'outcome',
    );
    expect((await message())?.includes('Please save your work') === true, 'the words are read');
    expectSame(seen, 0, 'not seen yet');
    await close();
    expectSame(seen, 1, 'seen once');
    expectSame(await message(), null, 'nothing is shown any more');
  });

  for (const [agree, said] of [
    [true, 'agreed'],
    [false, 'declined'],
  ] as const)
    test(`an agreement is put before the person, and they have ${said}`, async () => {
      const { notices, asked, answer } = await make();
      const question = notices.ask(AGREEMENT, 'Lapwing Primary', null, 'lock');
      expect((await asked())?.includes('Using our computers') === true, 'it is asked');
      await answer(agree);
      expectSame(await question.answer, said, 'answer');
      expectSame(await asked(), null, 'nothing is asked any more');
      question.withdraw();
    });

  test('an agreement that is withdrawn is gone without an answer', async () => {
    const { notices, asked } = await make();
    const question = notices.ask(AGREEMENT, 'Lapwing Primary', null, 'lock');
    await asked();
    question.withdraw();
    question.withdraw();
    expectSame(await question.answer, 'gone', 'answer');
    expectSame(await asked(), null, 'nothing is asked any more');
  });
}
