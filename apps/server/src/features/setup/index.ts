export { registerSetup, type SetupDeps } from './api.ts';
