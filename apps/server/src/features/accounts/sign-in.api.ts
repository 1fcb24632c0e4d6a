import {
  acceptLink,
  changePassword,
  endSession,
  listSessions,
  showMe,
  signIn,
  signOut,
} from '@lapwing/protocol/features/accounts/api.ts';
import { audited, refusedWhileActing, unaudited } from '../../permissions/routes.ts';
import { done, notFound, refuse } from '../../platform/http/outcome.ts';
import { findSchool } from '../schools/index.ts';
import { actorOf } from './actors.ts';
import { browserName } from './browser-name.ts';
import type { AccountsDeps } from './deps.ts';
import { hashOfToken } from './links.ts';
import { presentMe } from './present-me.ts';
import { clearFailures, countFailure, findLink, lockedForSeconds, membershipsOf, useLink } from './store.ts';

/**
 * Ten tries in a quarter of an hour, then a quarter of an hour's rest (NCSC, password administration: throttle or lock
 * after no more than ten). The address is locked, known or not, so that nobody learns which are; a browser that has
 * signed in to it before is counted apart.
 */
export const LOCKOUT_RULE = Object.freeze({ limit: 10, windowSeconds: 900, lockSeconds: 900 });

/** Adds what a person does about their own sign-in. */
export function registerSignIn(deps: AccountsDeps): void {
  const { routes, identity, db } = deps;

  routes.open(signIn, {
    access: 'public',
    audit: 'accounts.sign-in',
    perMinute: 60,
    async handle({ body, request, reply, address }) {
      const browser = deps.knownBrowsers.recognise(request, body.email);
      const counted = browser === null ? body.email : `${body.email} ${browser}`;
      const wait = await lockedForSeconds(db, counted);
      if (wait > 0) return lockedOut(wait);
      const signedIn = await identity.signIn(request, reply, body.email, body.password);
      const actor = signedIn === null ? null : await actorOf(db, signedIn);
      if (signedIn === null || actor === null) {
        if (signedIn !== null) await identity.signOut(request, reply);
        const locked = await countFailure(db, counted, LOCKOUT_RULE);
        await auditFailure(body.email, address, locked);
        return locked
          ? lockedOut(LOCKOUT_RULE.lockSeconds)
          : refuse('not-signed-in', 'wrong-password', 'The e-mail address or the password is not right.', {
              remedy: 'Try again, or ask an administrator for a new link.',
            });
      }
      // A success here says nothing of those who guess elsewhere: their count stands.
      await clearFailures(db, counted);
      deps.knownBrowsers.remember(reply, body.email);
      return db.inSchool(actor.schoolId, async (tx) => {
        await deps.appendAudit(tx, {
          action: 'accounts.sign-in',
          summary: 'Signed in',
          subject: { kind: 'account', id: actor.accountId },
          outcome: 'done',
          actor: { id: actor.accountId, name: actor.name },
          address,
        });
        return done(await presentMe(tx, actor));
      });
    },
  });

  /** A failed sign-in of a known account is of interest to its schools; an unknown address belongs to nobody. */
  async function auditFailure(email: string, address: string, locked: boolean): Promise<void> {
    const user = await deps.findUserId(email);
    if (user === null) return;
    for (const { schoolId } of await membershipsOf(db, user)) {
      await db.inSchool(schoolId, (tx) =>
        deps.appendAudit(tx, {
          action: 'accounts.sign-in',
          summary: locked ? 'Sign-in failed too often: locked for a quarter of an hour' : 'Sign-in failed',
          subject: { kind: 'account', id: user },
          outcome: 'refused',
          actor: null,
          address,
        }),
      );
    }
  }

  routes.signedIn(showMe, {
    audit: 'none',
    handle: async ({ tx, actor }) => unaudited(await presentMe(tx, actor)),
  });
  routes.signedIn(signOut, {
    audit: 'accounts.sign-out',
    async handle({ tx, actor, request, reply, address }) {
      await deps.acting.end(tx, actor.sessionId, 'sign-out', address);
      await identity.signOut(request, reply);
      tx.afterCommit(() => deps.onSignedOut(actor.sessionId));
      return audited(
        { done: true as const },
        { summary: 'Signed out', subject: { kind: 'account', id: actor.accountId } },
      );
    },
  });
  routes.signedIn(listSessions, {
    audit: 'none',
    async handle({ actor }) {
      const sessions = await identity.sessionsOf(actor.accountId);
      return unaudited({
        sessions: sessions.map((session) => ({
          id: session.id,
          current: session.id === actor.sessionId,
          createdAt: session.createdAt.toISOString(),
          lastUsedAt: session.updatedAt.toISOString(),
          expiresAt: session.expiresAt.toISOString(),
          address: session.address ?? '',
          browser: browserName(session.userAgent),
        })),
      });
    },
  });
  routes.signedIn(endSession, {
    audit: 'accounts.sign-out',
    async handle({ tx, actor, params, address }) {
      if (actor.actingAs !== undefined) return refusedWhileActing(actor);
      const session = (await identity.sessionsOf(actor.accountId)).find(
        (candidate) => candidate.id === params.id,
      );
      if (session === undefined) return notFound();
      await deps.acting.end(tx, session.id, 'sign-out', address);
      await identity.endSession(session.token);
      tx.afterCommit(() => deps.onSignedOut(session.id));
      return audited(
        { done: true as const },
        { summary: 'Ended a sign-in elsewhere', subject: { kind: 'account', id: actor.accountId } },
      );
    },
  });
  routes.signedIn(changePassword, {
    audit: 'accounts.password',
    async handle({ tx, actor, body, request, reply }) {
      if (actor.actingAs !== undefined) return refusedWhileActing(actor);
      if (!(await identity.checkPassword(actor.accountId, body.current))) {
        return refuse('bad-request', 'wrong-password', 'The present password is not right.', {
          field: 'current',
          remedy: 'Type your present password again.',
        });
      }
      const schoolName = (await findSchool(tx))?.name ?? '';
      const problem = deps.passwordRule(body.next, { name: actor.name, email: actor.email, schoolName });
      if (problem !== null) return { ok: false, refused: { ...problem, field: 'next' } };
      const others = await identity.sessionsOf(actor.accountId);
      await identity.setPassword(actor.accountId, body.next);
      await identity.endAllSessions(actor.accountId);
      await identity.signIn(request, reply, actor.email, body.next);
      tx.afterCommit(() => others.forEach((session) => deps.onSignedOut(session.id)));
      return audited(
        { done: true as const },
        { summary: 'Changed their password', subject: { kind: 'account', id: actor.accountId } },
      );
    },
  });

  routes.open(acceptLink, {
    access: 'public',
    audit: 'accounts.accept-link',
    perMinute: 20,
    async handle({ body, request, reply, address }) {
      const sha256 = hashOfToken(body.token);
      const owner = await findLink(db, sha256);
      if (owner === null) {
        return refuse('not-found', 'link-spent', 'This link has been used, replaced, or is out of date.', {
          remedy: 'Ask an administrator for a new one.',
        });
      }
      const schoolName = (await db.inSchool(owner.schoolId, findSchool))?.name ?? '';
      const problem = deps.passwordRule(body.password, { name: owner.name, email: owner.email, schoolName });
      if (problem !== null) return { ok: false, refused: problem };
      const used = await db.inSchool(owner.schoolId, async (tx) => {
        if (!(await useLink(tx, sha256))) return false;
        await deps.appendAudit(tx, {
          action: 'accounts.accept-link',
          summary: 'Set their password by a one-time link',
          subject: { kind: 'account', id: owner.userId },
          outcome: 'done',
          actor: { id: owner.userId, name: owner.name },
          address,
        });
        return true;
      });
      if (!used) return refuse('not-found', 'link-spent', 'This link has just been used.');
      await identity.setPassword(owner.userId, body.password);
      await identity.endAllSessions(owner.userId);
      await clearFailures(db, owner.email);
      deps.knownBrowsers.remember(reply, owner.email);
      const signedIn = await identity.signIn(request, reply, owner.email, body.password);
      const actor = signedIn === null ? null : await actorOf(db, signedIn);
      if (actor === null) return refuse('not-allowed', 'account-disabled', 'This account has been disabled.');
      return done(await db.inSchool(actor.schoolId, (tx) => presentMe(tx, actor)));
    },
  });
}

function lockedOut(seconds: number): ReturnType<typeof refuse> {
  return refuse('locked-out', 'locked-out', 'There were too many failed tries.', {
    remedy: `Wait ${Math.ceil(seconds / 60)} minutes and try again, or ask an administrator for a new link.`,
    retryAfter: seconds,
  });
}
