import { propertiesOf, wordsFor } from '@lapwing/agent-core/device-words.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { watchedWords } from '@lapwing/agent-core/watched-words.ts';
import type { Block } from '../../ui/blocks.ts';
import type { Page } from '../../ui/page.ts';

export const CLOSE = 'close';
export const NOTICE = 'notice';
const NOT_SET_UP = 'Tell the person who looks after your school’s computers.';
const CLOSE_BUTTON = Object.freeze({ id: CLOSE, label: 'Close', main: true });

/**
 * What is monitored on this device and what is not, in words for an eight-year-old.
 * @param seesScreen false where the session lets nothing be seen of its windows
 */
export function monitoredPage(status: AgentStatus, seesScreen = true): Page {
  const { schoolName, detecting, noticeUrl, watched } = status;
  const school = schoolName === null ? 'Your school' : `\u2068${schoolName}\u2069`;
  const looked = watchedWords(watched);
  return {
    title: 'What is monitored',
    direction: 'ltr',
    middle: false,
    width: 680,
    head: [
      { kind: 'school', name: schoolName ?? 'Your school', logo: null },
      { kind: 'title', text: 'What is monitored' },
    ],
    body: [
      ...(looked === null ? [] : [{ kind: 'said' as const, text: looked }]),
      {
        kind: 'paragraph',
        text: detecting
          ? `${school} looks after this device. It looks for signs that somebody is not safe, so that a grown-up at school can help.`
          : `${school} looks after this device. Right now it does not look for anything.`,
      },
      { kind: 'heading', text: 'It sees' },
      {
        kind: 'bullets',
        items: [
          ...(seesScreen
            ? [
                'what you write, and the titles of your windows',
                'a picture of your screen when it finds something',
              ]
            : []),
          'which programs you open, and which memory sticks you plug in',
          'the names of files that you make, change, delete or print',
        ],
      },
      { kind: 'heading', text: 'It never sees' },
      {
        kind: 'bullets',
        items: [
          'your passwords',
          'sites that give help, and programs that are kept private',
          'the camera or the microphone: it cannot use them',
        ],
      },
    ],
    foot: [
      buttons([
        ...(noticeUrl === null ? [] : [{ id: NOTICE, label: 'Read more', main: false }]),
        CLOSE_BUTTON,
      ]),
    ],
  };
}

/** What kind of device this is to the school. @param gaps what cannot be done on it, in words for staff */
export function propertiesPage(status: AgentStatus, version: string, gaps: readonly string[] = []): Page {
  const { state, advice } = wordsFor(status, NOT_SET_UP);
  return {
    title: 'This device',
    direction: 'ltr',
    middle: false,
    head: [
      { kind: 'school', name: status.schoolName ?? 'Lapwing', logo: null },
      { kind: 'title', text: 'This device' },
    ],
    body: [
      { kind: 'paragraph', text: state, tone: 'strong' },
      ...(advice === null ? [] : [{ kind: 'paragraph' as const, text: advice }]),
      ...propertiesOf(status, version).map(({ title, value }): Block => ({
        kind: 'paragraph',
        text: `${title}: \u2068${value}\u2069`,
      })),
      ...(gaps.length === 0
        ? []
        : [
            { kind: 'heading' as const, text: 'Not possible on this device' },
            { kind: 'bullets' as const, items: gaps },
          ]),
    ],
    foot: [buttons([CLOSE_BUTTON])],
  };
}

function buttons(list: Extract<Block, { kind: 'buttons' }>['buttons']): Block {
  return { kind: 'buttons', buttons: list };
}
