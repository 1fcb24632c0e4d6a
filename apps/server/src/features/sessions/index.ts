export { registerSessions, sessionChanged } from './agent.ts';
export { findSession, giveOpenSessions, peopleAt, type SessionRow } from './store.ts';
