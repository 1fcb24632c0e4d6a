export { policiesChanged } from './change.ts';
export { openPolicies, type Policies } from './register.ts';
export type { FindLibrary } from './libraries.ts';
export type { Contents, ForDevice } from './decided.ts';
export { findPack, hasPack, heldAt } from './store.ts';
export type { Alerted, AlertingCapture } from './alerted.ts';
export type { ActionRules, SchoolActions } from './sanctions.ts';
