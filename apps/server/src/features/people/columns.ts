import {
  IMPORT_FIELDS,
  type ImportColumns,
  type ImportField,
} from '@lapwing/protocol/features/people/imports.api.ts';

/**
 * Headings as the usual school systems write them, in small letters without signs, the more telling first: an export
 * may have both a legal and a preferred surname, and the preferred is what staff know a pupil by.
 */
const HEADINGS: Readonly<Record<ImportField, readonly string[]>> = Object.freeze({
  name: [
    'name',
    'full name',
    'preferred full name',
    'display name',
    'student name',
    'pupil name',
    'student',
    'pupil',
    'chosen name',
    'preferred name',
    'legal full name',
  ],
  forename: [
    'preferred forename',
    'preferred first name',
    'chosen forename',
    'forename',
    'first name',
    'firstname',
    'given name',
    'given names',
    'legal forename',
    'legal first name',
  ],
  surname: [
    'preferred surname',
    'preferred last name',
    'chosen surname',
    'surname',
    'last name',
    'lastname',
    'family name',
    'legal surname',
    'legal last name',
  ],
  username: [
    'username',
    'user name',
    'user id',
    'login',
    'login name',
    'logon name',
    'account',
    'account name',
    'account on the devices',
    'work email',
    'school email',
    'primary email',
    'email',
    'email address',
    'e mail',
    'user principal name',
    'samaccountname',
    'mail',
  ],
  kind: ['kind', 'role', 'type', 'person type', 'user type', 'category'],
  year: [
    'nc year',
    'year group',
    'year',
    'nc year actual',
    'national curriculum year',
    'curriculum year',
    'yeargroup',
    'grade',
    'yr',
  ],
  form: [
    'reg',
    'reg group',
    'registration group',
    'registration form',
    'form',
    'tutor group',
    'form group',
    'registration',
    'class',
    'tutor',
  ],
  upn: ['upn', 'unique pupil number', 'unique pupil no', 'pupil number'],
});

/** As headings are compared: small letters, signs and doubled spaces as one space. */
function plain(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Whether the heading is one that a column can be told by. */
export function knowsHeading(heading: string): boolean {
  return IMPORT_FIELDS.some((field) => HEADINGS[field].includes(plain(heading)));
}

/** Which column is what, as far as the headings tell. With forename and surname no other name is needed. */
export function guessColumns(headings: readonly string[]): ImportColumns {
  const shown = headings.map((heading) => plain(heading));
  const taken = new Set<number>();
  const find = (field: ImportField): number | null => {
    for (const known of HEADINGS[field]) {
      const at = shown.findIndex((heading, column) => heading === known && !taken.has(column));
      if (at === -1) continue;
      taken.add(at);
      return at;
    }
    return null;
  };
  const upn = find('upn');
  const username = find('username');
  const forename = find('forename');
  const surname = find('surname');
  const joined = forename !== null && surname !== null;
  const name = joined ? null : find('name');
  return {
    name,
    forename: name === null ? forename : null,
    surname: name === null ? surname : null,
    username,
    kind: find('kind'),
    year: find('year'),
    form: find('form'),
    upn,
  };
}
