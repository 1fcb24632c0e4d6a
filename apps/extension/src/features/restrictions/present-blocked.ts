import type { ControlWanted } from '@lapwing/agent-core/contracts/control.ts';
import type { AgentStatus } from '@lapwing/agent-core/status.ts';
import { createJudge } from '@lapwing/protocol/features/access/judge.ts';
import { pageAddress } from '@lapwing/protocol/features/access/site.ts';
import type { Blocked } from './guard.ts';
import type { BlockedShown } from './messages.ts';
import { wordsOf } from './wanted.ts';

/** Help for children that is shown where the school keeps it open. */
const HELP = Object.freeze([
  { name: 'Childline', url: 'https://www.childline.org.uk/', how: 'or call 0800 1111, free, at any time' },
  { name: 'Shout', url: 'https://giveusashout.org/', how: 'or text SHOUT to 85258' },
]);

/** What the block page may show: an allow-list. */
export function blockedShown(
  blocked: Blocked,
  wanted: ControlWanted,
  status: Pick<AgentStatus, 'schoolName' | 'connection' | 'control'>,
): BlockedShown {
  const { schoolName } = status;
  switch (blocked.kind) {
    case 'locked':
      return { kind: 'locked', schoolName };
    case 'nothing':
      return { kind: 'nothing', schoolName };
    case 'open':
      return { kind: 'open', url: /^https?:/i.test(blocked.url) ? blocked.url : null };
    case 'closed': {
      const page = pageAddress(blocked.url);
      const rule = wordsOf(wanted, blocked.verdict?.by ?? '');
      const ask = status.control?.asks.find(
        (one) => one.kind === 'access' && sameSite(one.url, page?.host ?? null),
      );
      return {
        kind: 'closed',
        host: page?.host ?? null,
        url: /^https?:/i.test(blocked.url) ? blocked.url : null,
        why: blocked.verdict?.why ?? 'unknown',
        title: rule.title,
        by: rule.by,
        words: rule.words ?? wanted.web.words,
        until: rule.until,
        schoolName,
        logo: wanted.lock?.logo ?? null,
        mayAsk: wanted.web.mayAsk,
        connected: status.connection === 'connected',
        ask: ask === undefined ? null : { state: ask.state, words: ask.words, by: ask.by, until: ask.until },
        help: helpThatIsOpen(wanted.web.alwaysOpen),
      };
    }
  }
}

function sameSite(url: string | null, host: string | null): boolean {
  return url !== null && host !== null && pageAddress(url)?.host === host;
}

function helpThatIsOpen(alwaysOpen: readonly string[]): typeof HELP {
  const off = [{ id: 'off', kind: 'internet-off' as const, sites: [], titles: [] }];
  const judge = createJudge([off], alwaysOpen);
  return HELP.filter(({ url }) => judge.of(url).open);
}
