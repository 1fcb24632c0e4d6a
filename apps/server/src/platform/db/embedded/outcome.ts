/** Why the embedded database could not be started; stable, so that the composition root can switch on it. */
export type StartFailureCode =
  | 'unsupported-platform'
  | 'no-space'
  | 'folder-not-accessible'
  | 'data-in-use'
  | 'version-mismatch'
  | 'init-failed'
  | 'start-failed';

/** The message is for the person who runs the server: what happened, where, and what to do. */
export type StartFailure = { ok: false; code: StartFailureCode; message: string };

/** One structured log record of the supervisor. Never holds a password or anything stored in the database. */
export type SupervisorLog = (event: { event: string; [field: string]: unknown }) => void;

export function failure(code: StartFailureCode, message: string): StartFailure {
  return { ok: false, code, message };
}

export function noSpace(folder: string): StartFailure {
  return failure(
    'no-space',
    `The disk that holds ${folder} is full. Free some space (the database needs at least 200 MB to begin with) ` +
      'or choose a data folder on another disk, then start again. Nothing that was stored has been removed.',
  );
}

/** The `code` of a Node system error such as ENOENT, or undefined when it is something else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Turns a file-system error that a person can remedy into an outcome; anything else is a bug and is thrown on.
 */
export function failureFromError(error: unknown, folder: string): StartFailure {
  const code = errorCode(error) ?? '';
  if (['ENOSPC', 'EDQUOT'].includes(code)) return noSpace(folder);
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG'].includes(code)) throw error;
  return failure(
    'folder-not-accessible',
    `The database folder ${folder} cannot be used (${error instanceof Error ? error.message : code}). ` +
      'Choose a data folder that the account running the server owns and may write to.',
  );
}

/** Whether what PostgreSQL wrote while failing says that the disk (or the quota) is full. */
export function saysNoSpace(output: string): boolean {
  return /No space left on device|Disk quota exceeded/u.test(output);
}

/** What matters of a program's output, short enough for a message to a person: why it ended, else its last lines. */
export function lastLines(output: string): string {
  const lines = output.trim().split('\n');
  const reasons = lines.filter((line) => /FATAL|PANIC|error:/u.test(line));
  return (reasons.length > 0 ? reasons : lines).slice(-4).join(' | ').slice(-600);
}
