/** Whose screen a picture is of, on which device, and when it was taken. */
export interface BurnedMark {
  /** Null when nobody is known to sit there. */
  readonly account: string | null;
  readonly device: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
}

/** Letters of a name that are shown. */
const LONGEST_NAME = 60;
/** Isolates what stands between them, whatever its direction: Unicode Bidirectional Algorithm, FSI and PDI. */
const ISOLATE = '\u2068';
const END_ISOLATE = '\u2069';

/** What is burned into a frame: whose screen it is, which device, and the local moment of the picture to the second. */
export function burnedWords({ account, device, takenAt }: BurnedMark): string {
  const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
  return [name(account ?? 'unknown'), name(device), moment.format(takenAt)].join('  ');
}

/** A name cannot turn round what stands beside it, nor push it out of sight. */
function name(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim();
  const short = plain.length > LONGEST_NAME ? `${plain.slice(0, LONGEST_NAME - 1).trimEnd()}…` : plain;
  return `${ISOLATE}${short === '' ? 'unknown' : short.toWellFormed()}${END_ISOLATE}`;
}
