export { registerGuidance } from './api.ts';
