import { randomUUID, timingSafeEqual } from 'node:crypto';
import { completeSetup, showSetup } from '@lapwing/protocol/features/setup/api.ts';
import type { AppendAudit, Routes } from '../../permissions/routes.ts';
import type { Database } from '../../platform/db/database.ts';
import { done, refuse } from '../../platform/http/outcome.ts';
import type { MasterKey } from '../../platform/keys/master-key.ts';
import {
  actorOf,
  hashOfToken,
  presentMe,
  saveMember,
  type Identity,
  type OneTimeSecret,
  type PasswordRule,
} from '../accounts/index.ts';
import { addBuiltInGroups } from '../groups/index.ts';
import { insertSchool, isFirstSchool, makeSchoolKeys, schoolIds } from '../schools/index.ts';

export interface SetupDeps {
  readonly routes: Routes;
  readonly db: Database;
  readonly identity: Identity;
  readonly passwordRule: PasswordRule;
  readonly masterKey: MasterKey;
  readonly appendAudit: AppendAudit;
  /** The secret of the link printed at the start. */
  readonly secret: OneTimeSecret;
  readonly onSchoolMade: (schoolId: string) => Promise<void>;
}

/** Adds the first run: one school and its first administrator, for whoever holds the link printed at the start. */
export function registerSetup(deps: SetupDeps): void {
  const { routes, db, identity } = deps;
  let running = false;
  const needed = async (): Promise<boolean> => (await schoolIds(db)).length === 0;

  routes.open(showSetup, {
    access: 'public',
    audit: 'none',
    perMinute: 120,
    handle: async () => done({ needed: await needed() }),
  });
  routes.open(completeSetup, {
    access: 'public',
    audit: 'setup.complete',
    perMinute: 20,
    async handle({ body, request, reply, address }) {
      if (!timingSafeEqual(hashOfToken(body.token), deps.secret.sha256)) {
        return refuse('not-found', 'link-spent', 'This set-up link is not the one in force.', {
          remedy: 'Use the address that the server printed when it started last.',
        });
      }
      const problem = deps.passwordRule(body.password, body);
      if (problem !== null) return { ok: false, refused: problem };
      if (running) return alreadySetUp();
      // Before anything is awaited: two who ask at the same moment must not both be let in.
      running = true;
      try {
        if (!(await needed())) return alreadySetUp();
        const { userId } = await identity.findOrMakeUser(body.email, body.name);
        await identity.setPassword(userId, body.password);
        const schoolId = randomUUID();
        const made = await db.inSchool(schoolId, async (tx) => {
          // Another server of the same database may be asked at the same moment.
          if (!(await isFirstSchool(tx))) return false;
          await insertSchool(tx, body.schoolName, makeSchoolKeys(deps.masterKey, schoolId));
          await addBuiltInGroups(tx);
          const roles = body.safeguarding
            ? (['administrator', 'dsl'] as const)
            : (['administrator'] as const);
          await saveMember(tx, { userId, roles, disabled: false });
          await deps.appendAudit(tx, {
            action: 'setup.complete',
            summary: `Set up ${body.schoolName}; ${body.name} is its first administrator`,
            subject: { kind: 'school', id: schoolId },
            outcome: 'done',
            actor: { id: userId, name: body.name },
            address,
          });
          return true;
        });
        if (!made) return alreadySetUp();
        await deps.onSchoolMade(schoolId);
        const signedIn = await identity.signIn(request, reply, body.email, body.password);
        const actor = signedIn === null ? null : await actorOf(db, signedIn);
        if (actor === null) throw new Error('the administrator was just made');
        return done(await db.inSchool(actor.schoolId, (tx) => presentMe(tx, actor)));
      } finally {
        running = false;
      }
    },
  });
}

function alreadySetUp(): ReturnType<typeof refuse> {
  return refuse('conflict', 'set-up-already', 'This server has its school already.', { remedy: 'Sign in.' });
}
