import type { ApplicationsWanted } from '@lapwing/agent-core/contracts/control.ts';
import { byWords, holdWords, lessonWords, untilWords } from '@lapwing/agent-core/restriction-words.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import type { Block } from '../../ui/blocks.ts';
import type { Page } from '../../ui/page.ts';

/** What holds for the person now, who set it, and how long. */
export function holdsPage({ control, schoolName }: AgentStatus, now: number): Page {
  const holds = control?.holds ?? [];
  const lesson = control?.lesson ?? null;
  return {
    title: 'My restrictions',
    direction: 'ltr',
    middle: false,
    head: [
      { kind: 'school', name: schoolName ?? 'Your school', logo: null },
      { kind: 'title', text: 'My restrictions' },
    ],
    body: [
      ...(lesson === null ? [] : [{ kind: 'paragraph' as const, text: lessonWords(lesson, now) }]),
      ...(holds.length > 0
        ? []
        : [{ kind: 'paragraph' as const, text: 'Nothing is switched off for you right now.' }]),
      ...holds.flatMap((hold): Block[] => {
        const more = [byWords(hold.by), untilWords(hold.until, now)].filter((words) => words !== null);
        return [
          { kind: 'paragraph', text: holdWords(hold), tone: 'strong' },
          ...(more.length === 0 ? [] : [{ kind: 'paragraph' as const, text: more.join(' ') }]),
          ...(hold.words === null || hold.words === '' ? [] : [{ kind: 'said' as const, text: hold.words }]),
        ];
      }),
    ],
    foot: [{ kind: 'buttons', buttons: [{ id: 'close', label: 'Close', main: true }] }],
  };
}

/** Why a program was closed. */
export function closedWords(name: string, { words }: ApplicationsWanted, now: number): string {
  const said =
    words.words === null || words.words === '' ? 'Your school does not allow it here.' : words.words;
  const until = words.until === null ? '' : ` ${untilWords(words.until, now) ?? ''}`;
  return `The program \u2068${name}\u2069 was closed. ${said}${until}`.trim();
}
