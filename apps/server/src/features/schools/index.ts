export { noticeUrl, registerSchools, schoolChanged } from './api.ts';
export { beginPaper, letterheadOf, sayDay, sayMoment, type Letterhead } from './letterhead.ts';
export { makeSchoolKeys, openDataKey, openStateKey, signState } from './keys.ts';
export { findSchool, insertSchool, isFirstSchool, schoolIds, type SchoolRow } from './store.ts';
export { schoolLogo } from './store-logo.ts';
