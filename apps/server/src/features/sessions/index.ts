export { registerSessions, sessionChanged } from './agent.ts';
export { findSession, type SessionRow } from './store.ts';
