import { wordsFor } from '@lapwing/agent-core/device-words.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { watchedWords } from '@lapwing/agent-core/watched-words.ts';

export interface Badge {
  readonly text: string;
  readonly colour: string;
  readonly title: string;
}

/** The mark on the icon and the words that appear over it. */
export function badgeFor(status: AgentStatus): Badge {
  const { sign, state } = wordsFor(status);
  const by = status.schoolName === null ? '' : `This device is monitored by ${status.schoolName}. `;
  const title = `Lapwing. ${by}${state}`;
  switch (sign) {
    case 'connected': {
      const watched = watchedWords(status.watched);
      if (watched === null) return { text: '✓', colour: '#14683a', title };
      const mark = status.watched?.purpose === 'look' ? '◉' : '◎';
      return { text: mark, colour: '#0b5e73', title: `Lapwing. ${watched} ${by}`.trim() };
    }
    case 'offline':
      return { text: status.queued > 0 ? shortCount(status.queued) : '…', colour: '#5b6470', title };
    case 'action':
      return { text: '!', colour: '#b3261e', title };
  }
}

function shortCount(count: number): string {
  return count > 99 ? '99+' : String(count);
}
