export { noticeUrl, registerSchools, schoolChanged } from './api.ts';
export { findLogo, type LogoRow } from './store-logo.ts';
export { makeSchoolKeys, openDataKey, openStateKey, signState } from './keys.ts';
export { findSchool, insertSchool, isFirstSchool, schoolIds, type SchoolRow } from './store.ts';
