import type { GroupView } from './group-views.ts';

/** Every address of the console in one place. */
export const paths = Object.freeze({
  /** Leads on to where the person's work is. */
  home: () => '/',
  setup: () => '/setup',
  signIn: (next?: string) => (next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`),
  welcome: () => '/welcome',
  account: () => '/account',
  captures: (filters: string = '') => `/captures${filters}`,
  capture: (id: string, filters: string = '') => `/captures/${encodeURIComponent(id)}${filters}`,
  capturesOfPerson: (personId: string) => `/captures?status=any&person=${encodeURIComponent(personId)}`,
  capturesOfGroup: (groupId: string) => `/captures?group=${encodeURIComponent(groupId)}`,
  capturesOfDevice: (deviceId: string) => `/captures?status=any&device=${encodeURIComponent(deviceId)}`,
  /** What the school means by each status. */
  meanings: () => '/captures/meanings',
  /** `search` holds filters, and captures to attach: `?capture=` with ids and commas. */
  concerns: (search: string = '') => `/concerns${search}`,
  concern: (id: string) => `/concerns/${encodeURIComponent(id)}`,
  newConcern: (search: string = '') => `/concerns/new${search}`,
  concernsOfPerson: (personId: string) => `/concerns?person=${encodeURIComponent(personId)}`,
  devices: () => '/devices',
  device: (id: string) => `/devices/${encodeURIComponent(id)}`,
  enrol: () => '/devices/enrol',
  coverage: () => '/devices/coverage',
  /** Versions of the desktop agent, and which devices get them. */
  desktopAgent: () => '/devices/desktop',
  people: (search: string = '') => `/people${search}`,
  peopleOfGroup: (groupId: string) => `/people?group=${encodeURIComponent(groupId)}`,
  importPeople: () => '/people/import',
  unmatchedAccounts: () => '/people/unmatched',
  person: (id: string) => `/people/${encodeURIComponent(id)}`,
  groups: () => '/groups',
  group: (id: string) => `/groups/${encodeURIComponent(id)}`,
  groupView: (id: string, view: GroupView, search: string = '') =>
    `/groups/${encodeURIComponent(id)}/${view}${search}`,
  captureOfGroup: (groupId: string, captureId: string | null, filters: string = '') => {
    const query = new URLSearchParams(filters);
    query.delete('group');
    if (captureId !== null) query.set('capture', captureId);
    const text = query.toString();
    return `/groups/${encodeURIComponent(groupId)}/captures${text === '' ? '' : `?${text}`}`;
  },
  /** `search` names the group for which it is looked at, and what is searched for. */
  policies: (search: string = '') => `/policies${search}`,
  policy: (id: string, search: string = '') => `/policies/${encodeURIComponent(id)}${search}`,
  newTerm: (policy: string, search: string = '') =>
    `/policies/${encodeURIComponent(policy)}/terms/new${search}`,
  ownTerm: (policy: string, term: string, search: string = '') =>
    `/policies/${encodeURIComponent(policy)}/terms/${encodeURIComponent(term)}${search}`,
  importTerms: (search: string = '') => `/policies/import${search}`,
  noisyTerms: (search: string = '') => `/policies/noisy${search}`,
  letPass: () => '/policies/let-pass',
  alerts: (search: string = '') => `/policies/alerts${search}`,
  thresholds: () => '/policies/thresholds',
  timetable: () => '/policies/timetable',
  privateSites: () => '/policies/private-sites',
  policyChanges: () => '/policies/changes',
  library: (version?: string) =>
    version === undefined ? '/policies/library' : `/policies/library?version=${encodeURIComponent(version)}`,
  /** What to do: all of it, or the page of one risk. */
  guidance: (key?: string) => (key === undefined ? '/guidance' : `/guidance/${encodeURIComponent(key)}`),
  /** What pupils agree to. */
  agreements: () => '/agreements',
  agreement: (id: string) => `/agreements/${encodeURIComponent(id)}`,
  agreementSignatures: (id: string, search: string = '') =>
    `/agreements/${encodeURIComponent(id)}/signatures${search}`,
  /** Which mails went to whom; `search` narrows it. */
  delivery: (search: string = '') => `/alerts${search}`,
  mailServer: () => '/alerts/mail-server',
  chain: () => '/alerts/chain',
  myAlerts: () => '/alerts/mine',
  /** Lessons that go on, and those of the last weeks. */
  lessons: () => '/lessons',
  lesson: (id: string) => `/lessons/${encodeURIComponent(id)}`,
  lessonTimetable: () => '/lessons/timetable',
  /** Which sites are open to whom. */
  access: () => '/access',
  newAccessPolicy: () => '/access/new',
  accessPolicy: (id: string) => `/access/${encodeURIComponent(id)}`,
  readyLists: () => '/access/lists',
  safeSearching: () => '/access/searching',
  /** What the school settles of locks and restrictions. */
  control: () => '/control',
  staff: () => '/staff',
  roles: () => '/staff/roles',
  /** All that is settled in the console, by what it is about. */
  settings: () => '/settings',
  audit: () => '/audit',
  school: () => '/school',
  notice: (schoolId: string) => `/notice/${encodeURIComponent(schoolId)}`,
});

/** A path inside the console to go on to after signing in; anything else leads to the start page. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next) || /^\/(?:sign-in|setup|welcome)/.test(next)) {
    return paths.home();
  }
  return next;
}
