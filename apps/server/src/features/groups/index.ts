export { groupsAbove, groupsAt, groupsSeen, groupsToSet, type GroupsWithSay } from './chain.ts';
export {
  compareGroups,
  explainSetters,
  ranked,
  sourceOf,
  type OrderedGroup,
  type Sight,
  type Why,
} from './order.ts';
export { registerGroups, groupsChanged, type Groups } from './register.ts';
export { worstOf, type GroupFigures, type OnlineNow, type OpenCaptures } from './present.ts';
export {
  deviceSeen,
  groupMembers,
  groupVisible,
  inGroup,
  withinReach,
  type DeviceSight,
  type Viewer,
} from './reach.ts';
export { endTimedMembership, insertMembers } from './store-members.ts';
export { refreshRules, type RulesScope } from './store-rules.ts';
export {
  settingGroupsOf,
  wholeSchoolGroup,
  type SettingGroup,
  type SettingGroups,
} from './store-settings.ts';
export {
  addBuiltInGroups,
  findVisible,
  groupNames,
  groupsOf,
  listGroupRows,
  withSubgroups,
  type GroupRow,
} from './store.ts';
export {
  addRosterGroup,
  leaveAllGroups,
  putInGroups,
  schoolGroups,
  takeOutOfGroups,
  type Membership,
  type RosterGroup,
} from './store-roster.ts';
