export { registerSessions, sessionChanged } from './agent.ts';
export {
  findSession,
  giveAccountSessions,
  giveOpenSessions,
  peopleAt,
  sessionsAround,
  sessionsOfPerson,
  takeBackAccountSessions,
  type MovedSessions,
  type PersonSessionRow,
  type SessionRow,
} from './store.ts';
