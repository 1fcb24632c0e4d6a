export { registerSessions, sessionChanged } from './agent.ts';
export { findSession, peopleAt, type SessionRow } from './store.ts';
