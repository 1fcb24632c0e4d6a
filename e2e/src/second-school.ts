import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { acceptLink } from '@lapwing/protocol/features/accounts/api.ts';
import { z } from 'zod';
import { CHECKOUT, type ServerUnderTest } from './server.ts';
import { PASSWORD, visit, type Visitor } from './visitor.ts';

const Added = z.object({ schoolId: z.uuid(), link: z.string() });

/**
 * Another school on the same server, added as an operator adds one; its administrator, who is its safeguarding lead
 * too, is signed in.
 */
export async function addSecondSchool(server: ServerUnderTest): Promise<Visitor & { email: string }> {
  const email = 'head@southfield.example';
  const { stdout } = await promisify(execFile)(process.execPath, [
    path.join(CHECKOUT, 'apps/server/src/cli.ts'),
    'school',
    'add',
    '--school=Southfield School',
    '--name=Other Head',
    `--email=${email}`,
    `--data=${server.folder}`,
  ]);
  const { link } = Added.parse(JSON.parse(stdout));
  const administrator = visit(server.url);
  await administrator.ask(acceptLink, { body: { token: link.split('#')[1], password: PASSWORD } });
  return { ...administrator, email };
}
