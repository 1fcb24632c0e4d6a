import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { acceptLink } from '@lapwing/protocol/features/accounts/api.ts';
import { z } from 'zod';
import { CHECKOUT, PASSWORD, visitor, type TestServer, type Visitor } from './harness.ts';

const Added = z.object({ schoolId: z.uuid(), link: z.string() });

/** A second school on the same server, added as an operator adds one, and its administrator signed in. */
export async function addSecondSchool(
  test: TestServer,
): Promise<{ schoolId: string; administrator: Visitor }> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(CHECKOUT, 'apps/server/src/cli.ts'),
    'school',
    'add',
    '--school=Southfield School',
    '--name=Other Head',
    '--email=head@southfield.example',
    `--data=${test.folder}`,
  ]);
  const added = Added.parse(JSON.parse(stdout));
  const administrator = visitor(test.url);
  const token = added.link.split('#')[1];
  const accepted = await administrator.call(acceptLink, { body: { token, password: PASSWORD } });
  if (accepted.status !== 200) throw new Error(`accept: ${accepted.reason}`);
  return { schoolId: added.schoolId, administrator };
}
