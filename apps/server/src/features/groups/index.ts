export { registerGroups, groupsChanged, worstOf, type GroupFigures, type OpenCaptures } from './api.ts';
export { withinReach } from './reach.ts';
export { groupsOf, insertMembers, listGroupRows, withSubgroups } from './store.ts';
