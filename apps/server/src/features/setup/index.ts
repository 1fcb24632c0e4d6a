export { addSchool, NewSchool } from './add-school.ts';
export { registerSetup, type SetupDeps } from './api.ts';
