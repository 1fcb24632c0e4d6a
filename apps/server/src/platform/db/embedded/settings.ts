import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { folderMark } from './processes.ts';

/** Log files of the server are kept up to this many, of 5 MB each. */
const LOG_FILES_KEPT = 20;

/** Nothing that a pupil wrote may reach the log: no statement, no parameter, no detail that quotes a row. */
const NO_CONTENT_IN_THE_LOG: readonly string[] = Object.freeze([
  'log_statement=none',
  'log_min_error_statement=panic',
  'log_min_duration_statement=-1',
  'log_min_duration_sample=-1',
  'log_transaction_sample_rate=0',
  'log_parameter_max_length=0',
  'log_parameter_max_length_on_error=0',
  // Terse leaves out the detail lines, which quote rows, keys and the statement a crashed backend was running.
  'log_error_verbosity=terse',
  'log_lock_waits=off',
  'log_temp_files=-1',
  'debug_print_parse=off',
  'debug_print_rewritten=off',
  'debug_print_plan=off',
]);

const DURABLE: readonly string[] = Object.freeze([
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  // What a hot base backup needs.
  'wal_level=replica',
  'max_wal_size=512MB',
]);

const LOGGED_TO_BOUNDED_FILES: readonly string[] = Object.freeze([
  'logging_collector=on',
  'log_destination=stderr',
  'log_directory=../log',
  'log_filename=postgresql-%Y-%m-%d_%H%M%S.log',
  'log_file_mode=0600',
  'log_rotation_age=1d',
  'log_rotation_size=5MB',
  'log_truncate_on_rotation=off',
  'log_line_prefix=%m [%p] ',
  'log_timezone=UTC',
  'timezone=UTC',
]);

/**
 * The settings that are not the operator's to change, as command-line options: they outrank the cluster's files.
 * Memory and connections stand in postgresql.conf, where they may be raised.
 */
export function serverOptions(dataFolder: string, endpointSettings: readonly string[]): string[] {
  const settings = [
    ...endpointSettings,
    'unix_socket_permissions=0700',
    'cluster_name=lapwing',
    folderMark(dataFolder),
    ...DURABLE,
    ...LOGGED_TO_BOUNDED_FILES,
    ...NO_CONTENT_IN_THE_LOG,
  ];
  return settings.flatMap((setting) => ['-c', setting]);
}

function logFiles(logFolder: string): string[] {
  return readdirSync(logFolder)
    .filter((name) => /^postgresql-.*\.log$/u.test(name))
    .sort();
}

/** What the postmaster with this pid, and whoever it started, last wrote to the log; empty when it wrote nothing. */
export function loggedBy(logFolder: string, pid: number): string {
  const newest = logFiles(logFolder).at(-1);
  if (newest === undefined) return '';
  const text = readFileSync(join(logFolder, newest), 'utf8');
  const begin = text.indexOf(` [${pid}] `);
  return begin === -1 ? '' : text.slice(begin).slice(-16_384);
}

/** Deletes the oldest log files beyond the number kept. The names sort by time. */
export function pruneLogs(logFolder: string, kept: number = LOG_FILES_KEPT): void {
  for (const name of logFiles(logFolder).slice(0, -kept)) rmSync(join(logFolder, name), { force: true });
}
