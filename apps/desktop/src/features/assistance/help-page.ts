import { answerWords, askedWords, isWaiting } from '@lapwing/agent-core/assistance-words.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import type { Block } from '../../ui/blocks.ts';
import type { Page } from '../../ui/page.ts';

export const ASK = 'ask';
export const WITHDRAW = 'withdraw';
export const CLOSE = 'close';
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** Asking for help, and how it goes on. A panel has no field to write in: who needs words says them in person. */
export function helpPage({ control, connection, schoolName }: AgentStatus): Page {
  const asks = control?.asks ?? [];
  const waits = asks.some((ask) => ask.kind === 'help' && isWaiting(ask));
  const mayAsk = control?.mayAsk.help === true && connection === 'connected' && !waits;
  return {
    title: 'Ask for help',
    direction: 'ltr',
    middle: false,
    head: [
      { kind: 'school', name: schoolName ?? 'Your school', logo: null },
      { kind: 'title', text: 'Ask for help' },
    ],
    body: [
      ...(mayAsk ? [{ kind: 'paragraph' as const, text: 'Your teacher is told that you need help.' }] : []),
      ...(connection === 'connected'
        ? []
        : [
            {
              kind: 'paragraph' as const,
              text: 'You can ask when this device is connected to the school again.',
            },
          ]),
      ...(control?.mayAsk.help === true
        ? []
        : [{ kind: 'paragraph' as const, text: 'You cannot ask right now. Please speak to a teacher.' }]),
      ...asks.flatMap((ask): Block[] => [
        { kind: 'paragraph', text: `${askedWords(ask)}.`, tone: 'strong' },
        { kind: 'paragraph', text: answerWords(ask, (moment) => CLOCK.format(moment)) },
      ]),
    ],
    foot: [
      {
        kind: 'buttons',
        buttons: [
          ...(mayAsk ? [{ id: ASK, label: 'I need help', main: true }] : []),
          ...(waits ? [{ id: WITHDRAW, label: 'I do not need it any more', main: false }] : []),
          { id: CLOSE, label: 'Close', main: !mayAsk },
        ],
      },
    ],
  };
}
