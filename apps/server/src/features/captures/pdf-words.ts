import type { CaptureDetail, HistoryEntry } from '@lapwing/protocol/features/captures/api.ts';
import type { Severity, Source } from '@lapwing/protocol/vocabulary.ts';
import { theirs, type Words } from '../../platform/pdf/words.ts';
import { STATUS_WORDS } from './steps.ts';

export const SEVERITY_ON_PAPER: Readonly<Record<Severity, string>> = Object.freeze({
  minor: 'Minor',
  moderate: 'Moderate',
  severe: 'Severe',
});

export const SOURCE_ON_PAPER: Readonly<Record<Source, string>> = Object.freeze({
  typed: 'Typed',
  caption: 'In the title of a window',
  page: 'On a page',
  html: 'In the code of a page',
  url: 'In the address of a page',
  search: 'Searched for',
  application: 'Name of an application',
  file: 'Name of a file',
  chat: 'In a chat',
  'ai-prompt': 'Asked of an AI assistant',
});

export const SEALED_ON_PAPER =
  'This capture is sealed. What was written and its evidence are left out of documents: they are looked at in Lapwing only, by those who may, with a reason, and each look is recorded.';

/** What happened to a capture, for a reader who does not know Lapwing. */
export function eventOnPaper(event: HistoryEntry['event']): Words {
  switch (event.kind) {
    case 'captured':
      return 'Captured by the device.';
    case 'amended':
      return event.sentence === null
        ? 'The device said more.'
        : [`The device said more. Before: ${SEVERITY_ON_PAPER[event.severity]}, `, theirs(event.sentence)];
    case 'evidence-arrived':
      return `The ${event.what} arrived.`;
    case 'evidence-viewed':
      return `Looked at the ${event.what}.`;
    case 'taken':
      return 'Took it.';
    case 'assigned':
      return event.to === null ? 'Gave it back: nobody has it.' : ['Gave it to ', theirs(event.to), '.'];
    case 'escalated':
      return ['Escalated it to ', theirs(event.to), '. Reason: ', theirs(event.rationale)];
    case 'undone':
      return 'Took the last change back.';
    case 'allowed':
      return ['Let the like pass from then on: ', theirs(event.what)];
    case 'joined':
      return 'Put together with others as one incident.';
    case 'parted':
      return 'Taken out of its incident.';
    case 'sealed-opened':
      // The reason may tell what is in it, and a document goes from hand to hand.
      return 'Opened the sealed evidence.';
    case 'held':
      return ['Kept beyond its usual time. Reason: ', theirs(event.reason)];
    case 'released':
      return ['No longer kept beyond its usual time. Reason: ', theirs(event.reason)];
    case 'exported':
      return event.what === 'document'
        ? 'Taken out of Lapwing as a document.'
        : 'The original of its evidence was taken out of Lapwing.';
    case 'concern':
      return 'Became part of a concern.';
    case 'alerted':
      return ['Alert: ', theirs(event.what)];
    case 'threshold':
      return ['A threshold rule acted: ', theirs(event.what)];
    case 'sanctioned':
      return [theirs(event.what), '.'];
    case 'sanction-lifted':
      return ['Lifted: ', theirs(event.what), '.'];
    case 'status': {
      const change = `Set it from ${STATUS_WORDS[event.from]} to ${STATUS_WORDS[event.to]}.`;
      return event.rationale === null ? change : [`${change} Reason: `, theirs(event.rationale)];
    }
    case 'note':
      return ['Note: ', theirs(event.text)];
    case 'matched':
      return ['The account was found to belong to ', theirs(event.person), '.'];
    case 'unmatched':
      return ['The account was found not to belong to ', theirs(event.person), '.'];
  }
}

/** Whose capture it is. */
export function whoOnPaper(capture: CaptureDetail): Words {
  const { person, accountName } = capture;
  if (person === null) {
    return accountName === null
      ? 'Nobody was signed in.'
      : ['The account ', theirs(accountName), ', which is matched to nobody'];
  }
  return [theirs(person.name), ' (', theirs(person.username), ')'];
}

/** Bytes for people: `482 kB`. */
export function sayBytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
