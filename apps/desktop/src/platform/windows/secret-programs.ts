import type { ProgramFacts } from './programs.ts';

/** Programs of the system that ask for a password or stand before a session, and keepers of passwords. */
const SECRET: ReadonlySet<string> = new Set([
  'logonui',
  'lockapp',
  'consent',
  'credentialuibroker',
  'credwiz',
  'keepass',
  'keepassxc',
  '1password',
  'bitwarden',
  'lastpass',
  'dashlane',
  'enpass',
  'nordpass',
  'protonpass',
  'passwordsafe',
  'pwsafe',
]);
const SECRET_CLASS = /^Credential Dialog Xaml Host$/u;

/** Whether nothing of the program's windows may be read: by its file, by the file's own name, by the window's class. */
export function isSecretProgram(program: ProgramFacts | null, kind: string): boolean {
  if (SECRET_CLASS.test(kind)) return true;
  if (program === null) return false;
  return (
    SECRET.has(program.executable) || (program.originalName !== null && SECRET.has(program.originalName))
  );
}
