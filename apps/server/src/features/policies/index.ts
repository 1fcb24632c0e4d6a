export { registerPolicies } from './api.ts';
export { createPolicies, type Policies } from './managed.ts';
export { findPack } from './store.ts';
