import { betterAuth } from 'better-auth';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import type { Log } from '../../platform/log/log.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';

const SESSION_SECONDS = 12 * 3600;
const SESSION_RENEWED_AFTER_SECONDS = 15 * 60;
/** Where the library reads the caller's address; set by us from what the server believes, never taken from the caller. */
const ADDRESS_HEADER = 'x-lapwing-address';

export interface SignedIn {
  readonly userId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly name: string;
}

export interface StoredSession {
  readonly id: string;
  readonly token: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Accounts, passwords and sign-ins; everything behind it is better-auth's, so that second factors and single sign-on can be added there. */
export interface Identity {
  /**
   * Who the request's cookie belongs to; null when nobody is signed in by it. What somebody does keeps them signed in
   * (`renew`); an open page that is merely looked at again does not.
   */
  whoIs(request: FastifyRequest, renew: boolean): Promise<SignedIn | null>;
  /** Sets the cookie and returns who it is; null when address or password is wrong. */
  signIn(
    request: FastifyRequest,
    reply: FastifyReply,
    email: string,
    password: string,
  ): Promise<SignedIn | null>;
  signOut(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  sessionsOf(userId: string): Promise<StoredSession[]>;
  endSession(token: string): Promise<void>;
  endAllSessions(userId: string): Promise<void>;
  /** The account of the address, made without a password when there is none. */
  findOrMakeUser(email: string, name: string): Promise<{ userId: string; made: boolean }>;
  setPassword(userId: string, password: string): Promise<void>;
  hasPassword(userId: string): Promise<boolean>;
  checkPassword(userId: string, password: string): Promise<boolean>;
}

export function createIdentity(options: {
  pool: Pool;
  secret: Uint8Array;
  publicUrl: string;
  secure: boolean;
  log: Log;
}): Identity {
  const auth = betterAuth({
    appName: 'Lapwing',
    baseURL: options.publicUrl,
    secret: Buffer.from(options.secret).toString('base64url'),
    database: options.pool,
    telemetry: { enabled: false },
    logger: { level: 'error', log: (level) => options.log.warn('accounts.identity', { level }) },
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(password, hash) },
    },
    session: {
      modelName: 'accounts_sessions',
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_RENEWED_AFTER_SECONDS,
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    user: {
      modelName: 'accounts_users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    account: {
      modelName: 'accounts_credentials',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        idToken: 'id_token',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'accounts_verifications',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    advanced: {
      cookiePrefix: 'lapwing',
      useSecureCookies: options.secure,
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
  });

  function headersOf(request: FastifyRequest): Headers {
    const headers = new Headers();
    for (const name of ['cookie', 'user-agent'] as const) {
      const value = request.headers[name];
      if (value !== undefined) headers.set(name, value);
    }
    headers.set(ADDRESS_HEADER, request.ip);
    return headers;
  }

  function passCookies(from: Headers, reply: FastifyReply): void {
    for (const cookie of from.getSetCookie()) void reply.header('set-cookie', cookie);
  }

  return {
    async whoIs(request, renew) {
      if (request.headers.cookie === undefined) return null;
      const found = await auth.api.getSession({
        headers: headersOf(request),
        query: { disableRefresh: !renew },
      });
      if (found === null) return null;
      return {
        userId: found.user.id,
        sessionId: found.session.id,
        email: found.user.email,
        name: found.user.name,
      };
    },
    async signIn(request, reply, email, password) {
      try {
        const { headers, response } = await auth.api.signInEmail({
          body: { email, password },
          headers: headersOf(request),
          returnHeaders: true,
        });
        const context = await auth.$context;
        const session = await context.internalAdapter.findSession(response.token);
        if (session === null) throw new Error('a sign-in without a session');
        passCookies(headers, reply);
        const { user } = response;
        return { userId: user.id, sessionId: session.session.id, email: user.email, name: user.name };
      } catch (cause) {
        // The library throws its refusals; a wrong password is an outcome here.
        if (cause instanceof Error && 'status' in cause && cause.status === 'UNAUTHORIZED') return null;
        throw cause;
      }
    },
    async signOut(request, reply) {
      const { headers } = await auth.api.signOut({ headers: headersOf(request), returnHeaders: true });
      passCookies(headers, reply);
    },
    async sessionsOf(userId) {
      const { internalAdapter } = await auth.$context;
      const sessions = await internalAdapter.listSessions(userId, { onlyActiveSessions: true });
      return sessions.map((session) => ({
        id: session.id,
        token: session.token,
        createdAt: session.createdAt,
        updatedAt: session.updatedAt,
        expiresAt: session.expiresAt,
        address: session.ipAddress ?? null,
        userAgent: session.userAgent ?? null,
      }));
    },
    async endSession(token) {
      const { internalAdapter } = await auth.$context;
      await internalAdapter.deleteSession(token);
    },
    async endAllSessions(userId) {
      const { internalAdapter } = await auth.$context;
      await internalAdapter.deleteUserSessions(userId);
    },
    async findOrMakeUser(email, name) {
      const { internalAdapter } = await auth.$context;
      const found = await internalAdapter.findUserByEmail(email);
      if (found !== null) return { userId: found.user.id, made: false };
      const user = await internalAdapter.createUser(
        { email, name, emailVerified: true },
        { method: 'admin' },
      );
      return { userId: user.id, made: true };
    },
    async setPassword(userId, password) {
      const { internalAdapter } = await auth.$context;
      const hash = await hashPassword(password);
      if ((await internalAdapter.findCredentialAccount(userId)) !== null) {
        await internalAdapter.updatePassword(userId, hash);
        return;
      }
      await internalAdapter.linkAccount({
        userId,
        providerId: 'credential',
        accountId: userId,
        password: hash,
      });
    },
    async hasPassword(userId) {
      const { internalAdapter } = await auth.$context;
      return ((await internalAdapter.findCredentialAccount(userId))?.password ?? null) !== null;
    },
    async checkPassword(userId, password) {
      const { internalAdapter } = await auth.$context;
      const hash = (await internalAdapter.findCredentialAccount(userId))?.password;
      return hash !== undefined && hash !== null && verifyPassword(password, hash);
    },
  };
}
