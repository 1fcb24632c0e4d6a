export { withinReach } from './reach.ts';
