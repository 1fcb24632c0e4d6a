import type {
  Agreement,
  AgreementDetail,
  AgreementTerms,
  Signature,
} from '@lapwing/protocol/features/agreements/api.ts';

const figures = new Intl.NumberFormat('en-GB');

/** `1 person`, `1,204 people`. */
export function sayPeople(count: number): string {
  return count === 1 ? '1 person' : `${figures.format(count)} people`;
}

export function sayFigure(count: number): string {
  return figures.format(count);
}

export const STATE_WORDS: Readonly<
  Record<Agreement['state'], { readonly word: string; readonly tone: 'good' | 'quiet' | 'warn' }>
> = Object.freeze({
  draft: { word: 'Draft', tone: 'quiet' },
  asked: { word: 'Asked', tone: 'good' },
  retired: { word: 'Retired', tone: 'quiet' },
});

export const WHEN_WORDS: Readonly<Record<AgreementTerms['when'], string>> = Object.freeze({
  once: 'Until it is answered',
  'every-log-on': 'At every log-on',
});

export const DECLINE_WORDS: Readonly<Record<AgreementTerms['decline'], { label: string; hint: string }>> =
  Object.freeze({
    nothing: { label: 'Recorded, nothing else', hint: 'Somebody should talk with them.' },
    lock: {
      label: 'The screen locks',
      hint: 'It opens when they agree: they can read it again at any time.',
    },
    'log-off': {
      label: 'They are logged off',
      hint: 'Where a device cannot log off, its screen locks instead.',
    },
  });

export const SIGNATURE_WORDS: Readonly<
  Record<
    Signature['state'],
    { readonly word: string; readonly shape: string; readonly tone: 'good' | 'warn' | 'stop' | 'quiet' }
  >
> = Object.freeze({
  agreed: { word: 'Agreed', shape: '✓', tone: 'good' },
  declined: { word: 'Declined', shape: '✕', tone: 'stop' },
  'not-asked': { word: 'Not answered yet', shape: '○', tone: 'quiet' },
  'asked-again': { word: 'Asked again, not answered yet', shape: '↻', tone: 'warn' },
  'older-version': { word: 'Answered an earlier text', shape: '↻', tone: 'warn' },
});

export const MONTHS = Object.freeze([
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]);

/** `09-01` as `1 September`. */
export function sayDayOfYear(day: string): string {
  return `${Number(day.slice(3))} ${MONTHS[Number(day.slice(0, 2)) - 1] ?? ''}`;
}

/** `1,011 of 1,204 agreed (84 %); 3 declined`. */
export function sayStanding(of: Pick<Agreement, 'people' | 'agreed' | 'declined'>): string {
  if (of.people === 0) return 'Nobody is in its groups';
  const share = Math.floor((of.agreed / of.people) * 100);
  const declined = of.declined === 0 ? '' : `; ${sayFigure(of.declined)} declined`;
  return `${sayFigure(of.agreed)} of ${sayFigure(of.people)} agreed (${share} %)${declined}`;
}

/** Whom it is asked, in a line. */
export function sayGroups(groups: readonly { readonly name: string }[]): string {
  if (groups.length === 0) return 'Nobody yet';
  return groups.map(({ name }) => name).join(', ');
}

/** What publishing would do; null where it would do nothing. */
export function sayPublish(of: AgreementDetail): {
  readonly verb: string;
  readonly title: string;
  readonly says: string;
  /** The version that would be asked. */
  readonly version: number;
} | null {
  if (of.state === 'asked' && !of.changed) return null;
  const fresh = of.version === 0 || of.changed;
  const asked = fresh ? of.people : of.people - of.agreed;
  const who =
    asked === 0
      ? 'Nobody is asked for now.'
      : `${sayPeople(asked)} will be asked: at their next log-on, or within a moment where they are logged on now.`;
  if (of.version === 0) return { verb: 'Publish', title: 'Publish and ask?', says: who, version: 1 };
  if (fresh) {
    const before =
      of.agreed + of.declined === 0
        ? ''
        : ` What ${sayPeople(of.agreed + of.declined)} answered stays on record, and they are asked again, as the text is another one.`;
    return {
      verb: `Publish version ${of.version + 1}`,
      title: 'Publish the new text and ask again?',
      says: `${who}${before}`,
      version: of.version + 1,
    };
  }
  const kept = of.agreed === 0 ? '' : ` ${sayPeople(of.agreed)} who agreed to this text before are not.`;
  return { verb: 'Ask it again', title: 'Ask it once more?', says: `${who}${kept}`, version: of.version };
}
