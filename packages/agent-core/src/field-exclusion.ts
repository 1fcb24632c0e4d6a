/** What is known about an input field, read from the page. All texts may be hostile or empty. */
export interface FieldDescription {
  /** `input`, `textarea` or `editable`. */
  readonly element: 'input' | 'textarea' | 'editable';
  /** The `type` of an input in lower case, else empty. */
  readonly type: string;
  /** True if the field has been a password field at any time since the page was opened. */
  readonly wasPassword: boolean;
  readonly autocomplete: string;
  readonly inputMode: string;
  readonly maxLength: number | null;
  /** Name, id, label, placeholder, aria-label: whatever names the field. */
  readonly names: readonly string[];
}

/** A field for text of which nothing else is known. */
export const TEXT_FIELD: FieldDescription = Object.freeze({
  element: 'textarea',
  type: '',
  wasPassword: false,
  autocomplete: '',
  inputMode: '',
  maxLength: null,
  names: Object.freeze([]),
});

export type FieldExclusion = 'password' | 'payment' | 'code' | 'not-text';

const TEXT_TYPES: ReadonlySet<string> = new Set(['', 'text', 'search', 'url', 'email', 'tel']);
/** Autofill field names of the HTML standard, section 4.10.18.7. */
const SECRET_AUTOFILL: ReadonlyMap<string, FieldExclusion> = new Map<string, FieldExclusion>([
  ['current-password', 'password'],
  ['new-password', 'password'],
  ['one-time-code', 'code'],
]);

/** Names are compared as words: camelCase, dashes and figures part them, accents are dropped. */
const PASSWORD_NAMES =
  /\b(?:pass ?words?|pass ?wd|pwd|pass ?code|pass ?phrase|passwort|kennwort|contrasena|mot de passe|senha|wachtwoord|parola|haslo|cyfrinair|secret|api key|private key|recovery (?:key|phrase)|seed phrase)\b/;
const PAYMENT_NAMES =
  /\b(?:(?:credit|debit|bank|payment) ?card|card ?(?:number|num|no|nr|holder|expiry|exp)|cc ?(?:number|num|no|name|exp|csc|cvc|cvv|month|year)|ccn|cvv2?|cvc2?|csc|security code|iban|bic|sort ?code|account (?:number|no)|kartennummer|numero de (?:carte|tarjeta))\b/;
const CODE_NAMES =
  /\b(?:pin|pin ?(?:code|number)|otp|totp|2fa|mfa|one ?time (?:code|password|passcode)|verification code|auth(?:entication)? code|sms code|social security(?: number)?|ssn|national insurance(?: number)?)\b/;

/** Why nothing may be taken from this field, or null when it is an ordinary one. In doubt it is excluded. */
export function fieldExclusion(field: FieldDescription): FieldExclusion | null {
  if (field.wasPassword || field.type === 'password') return 'password';
  if (field.element === 'input' && !TEXT_TYPES.has(field.type)) return 'not-text';
  for (const token of field.autocomplete.toLowerCase().split(/\s+/)) {
    const secret = SECRET_AUTOFILL.get(token);
    if (secret !== undefined) return secret;
    if (token.startsWith('cc-')) return 'payment';
  }
  for (const name of field.names) {
    const words = asWords(name);
    if (PASSWORD_NAMES.test(words)) return 'password';
    if (PAYMENT_NAMES.test(words)) return 'payment';
    if (CODE_NAMES.test(words)) return 'code';
  }
  const short = field.maxLength !== null && field.maxLength > 0 && field.maxLength <= 8;
  if (field.element === 'input' && short && field.inputMode.toLowerCase() === 'numeric') return 'code';
  return null;
}

function asWords(name: string): string {
  return name
    .slice(0, 300)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
