import type { Notice } from '@lapwing/agent-core/contracts/notices.ts';
import type { Page } from '../../ui/page.ts';

export const SEEN = 'seen';

/** @param waiting messages that follow */
export function messagePage({ text, by, schoolName }: Notice, waiting: number): Page {
  return {
    title: `Message from \u2068${by}\u2069`,
    direction: 'ltr',
    middle: false,
    head: [
      { kind: 'school', name: schoolName, logo: null },
      { kind: 'title', text: `Message from \u2068${by}\u2069` },
    ],
    body: [{ kind: 'said', text }],
    foot: [
      ...(waiting === 0
        ? []
        : [
            {
              kind: 'paragraph' as const,
              tone: 'quiet' as const,
              text:
                waiting === 1
                  ? 'One more message after this.'
                  : `${String(waiting)} more messages after this.`,
            },
          ]),
      { kind: 'buttons', buttons: [{ id: SEEN, label: 'OK', main: true }] },
    ],
  };
}

/** Said before a person's session ends. */
export function leavingPage(text: string, schoolName: string, seconds: number): Page {
  return {
    title: 'You are being logged off',
    direction: 'ltr',
    middle: false,
    head: [
      { kind: 'school', name: schoolName, logo: null },
      { kind: 'title', text: 'You are being logged off' },
    ],
    body: [
      ...(text === '' ? [] : [{ kind: 'said' as const, text }]),
      {
        kind: 'paragraph',
        text: `Save your work now. Your programs are closed in ${String(seconds)} seconds.`,
        tone: 'large',
      },
    ],
    foot: [],
  };
}
