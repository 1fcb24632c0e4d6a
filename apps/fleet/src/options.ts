import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';

export interface DemoOptions {
  /** Absolute path of the folder that the demo keeps everything in. */
  readonly dataFolder: string;
  readonly port: number;
  readonly host: string;
  /** How much faster than the clock the school day runs. */
  readonly pace: number;
}

export type OptionsOutcome = { ok: true; options: DemoOptions } | { ok: false; message: string };

const Given = z.object({
  '--port': z.coerce.number('must be a number').int().min(0).max(65_535).default(4181),
  '--data': z.string().min(1).default('.lapwing/demo'),
  '--host': z.string().min(1).default('127.0.0.1'),
  '--pace': z.coerce.number('must be a number').min(0.1).max(60).default(1),
});
const KNOWN = Object.keys(Given.shape);

/**
 * Reads the command's options. The data folder of a real school's server is no concern of the demo, so nothing but
 * the port is taken from the environment.
 * @param folder where a relative data folder is counted from
 */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): OptionsOutcome {
  const given: Record<string, string> = {};
  const port = environment['PORT'];
  if (port !== undefined) given['--port'] = port;
  for (let index = 0; index < args.length; index += 1) {
    const [option = '', inline] = (args[index] ?? '').split(/=(.*)/s);
    if (!KNOWN.includes(option))
      return { ok: false, message: `Unknown option ${option}. Known are: ${KNOWN.join(', ')}.` };
    const value = inline ?? args[(index += 1)];
    if (value === undefined || value === '')
      return { ok: false, message: `${option} needs a value after it.` };
    given[option] = value;
  }
  const parsed = Given.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { ok: false, message: `${String(issue?.path[0])} is wrong: ${issue?.message ?? ''}.` };
  }
  const data = parsed.data['--data'];
  return {
    ok: true,
    options: Object.freeze({
      dataFolder: isAbsolute(data) ? data : resolve(folder, data),
      port: parsed.data['--port'],
      host: parsed.data['--host'],
      pace: parsed.data['--pace'],
    }),
  };
}
