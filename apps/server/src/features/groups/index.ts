export { registerGroups, groupsChanged, type GroupFigures } from './api.ts';
export { withinReach } from './reach.ts';
export { groupsOf, insertMembers, listGroupRows, withSubgroups } from './store.ts';
