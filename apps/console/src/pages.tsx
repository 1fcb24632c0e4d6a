import { lazy } from 'react';

/** Every page, fetched when it is first needed. */
export const SignInPage = lazy(async () => ({
  default: (await import('./features/accounts/sign-in-page.tsx')).SignInPage,
}));
export const WelcomePage = lazy(async () => ({
  default: (await import('./features/accounts/welcome-page.tsx')).WelcomePage,
}));
export const NewPasswordInput = lazy(async () => ({
  default: (await import('./features/accounts/new-password.tsx')).NewPasswordInput,
}));
export const SetupPage = lazy(async () => ({
  default: (await import('./features/setup/setup-page.tsx')).SetupPage,
}));
export const CapturesPage = lazy(async () => ({
  default: (await import('./features/captures/captures-page.tsx')).CapturesPage,
}));

export const MeaningsPage = lazy(async () => ({
  default: (await import('./features/captures/meanings-page.tsx')).MeaningsPage,
}));
export const ConcernsPage = lazy(async () => ({
  default: (await import('./features/concerns/concerns-page.tsx')).ConcernsPage,
}));
export const ConcernPage = lazy(async () => ({
  default: (await import('./features/concerns/concern-page.tsx')).ConcernPage,
}));
export const PersonConcerns = lazy(async () => ({
  default: (await import('./features/concerns/person-concerns.tsx')).PersonConcerns,
}));
export const PersonThresholds = lazy(async () => ({
  default: (await import('./features/thresholds/person-thresholds.tsx')).PersonThresholds,
}));
export const ThresholdsPage = lazy(async () => ({
  default: (await import('./features/thresholds/thresholds-page.tsx')).ThresholdsPage,
}));
export const PolicyFrame = lazy(async () => ({
  default: (await import('./features/policies/policy-frame.tsx')).PolicyFrame,
}));
export const NewConcernPage = lazy(async () => ({
  default: (await import('./features/concerns/new-concern-page.tsx')).NewConcernPage,
}));

export const ControlledRoom = lazy(async () => ({
  default: (await import('./controlled-room.tsx')).ControlledRoom,
}));
export const GroupTabs = lazy(async () => ({
  default: (await import('./features/screens/workplace.tsx')).GroupTabs,
}));
export const DevicesPage = lazy(async () => ({
  default: (await import('./features/devices/devices-page.tsx')).DevicesPage,
}));
export const EnrolPage = lazy(async () => ({
  default: (await import('./features/devices/enrol-page.tsx')).EnrolPage,
}));
export const CoveragePage = lazy(async () => ({
  default: (await import('./features/devices/coverage-page.tsx')).CoveragePage,
}));
export const PeoplePage = lazy(async () => ({
  default: (await import('./features/people/people-page.tsx')).PeoplePage,
}));
export const ImportPage = lazy(async () => ({
  default: (await import('./features/people/import-page.tsx')).ImportPage,
}));
export const UnmatchedPage = lazy(async () => ({
  default: (await import('./features/people/unmatched-page.tsx')).UnmatchedPage,
}));
export const GroupsPage = lazy(async () => ({
  default: (await import('./features/groups/groups-page.tsx')).GroupsPage,
}));
export const GroupPage = lazy(async () => ({
  default: (await import('./features/groups/group-page.tsx')).GroupPage,
}));
export const StaffPage = lazy(async () => ({
  default: (await import('./features/accounts/staff-page.tsx')).StaffPage,
}));
export const AccountPage = lazy(async () => ({
  default: (await import('./features/accounts/account-page.tsx')).AccountPage,
}));
export const PoliciesPage = lazy(async () => ({
  default: (await import('./features/policies/policies-page.tsx')).PoliciesPage,
}));
export const PolicyPage = lazy(async () => ({
  default: (await import('./features/policies/policy-page.tsx')).PolicyPage,
}));
export const TermPage = lazy(async () => ({
  default: (await import('./features/policies/term-page.tsx')).TermPage,
}));
export const TermImportPage = lazy(async () => ({
  default: (await import('./features/policies/term-import-page.tsx')).TermImportPage,
}));
export const AlertsPage = lazy(async () => ({
  default: (await import('./features/policies/alerts-page.tsx')).AlertsPage,
}));
export const NoisyPage = lazy(async () => ({
  default: (await import('./features/policies/noisy-page.tsx')).NoisyPage,
}));
export const LetPassPage = lazy(async () => ({
  default: (await import('./features/policies/let-pass-page.tsx')).LetPassPage,
}));
export const TimetablePage = lazy(async () => ({
  default: (await import('./features/policies/timetable-page.tsx')).TimetablePage,
}));
export const PrivateSitesPage = lazy(async () => ({
  default: (await import('./features/policies/private-sites-page.tsx')).PrivateSitesPage,
}));
export const ChangesPage = lazy(async () => ({
  default: (await import('./features/policies/changes-page.tsx')).ChangesPage,
}));
export const LibraryFrame = lazy(async () => ({
  default: (await import('./features/policies/library-frame.tsx')).LibraryFrame,
}));
export const WatchExplained = lazy(async () => ({
  default: (await import('./features/policies/watch-explained.tsx')).WatchExplained,
}));
export const LibraryPage = lazy(async () => ({
  default: (await import('./features/library/library-page.tsx')).LibraryPage,
}));
export const GuidanceListPage = lazy(async () => ({
  default: (await import('./features/guidance/guidance-list-page.tsx')).GuidanceListPage,
}));
export const GuidancePage = lazy(async () => ({
  default: (await import('./features/guidance/guidance-page.tsx')).GuidancePage,
}));
export const DeliveryPage = lazy(async () => ({
  default: (await import('./features/alerts/delivery-page.tsx')).DeliveryPage,
}));
export const MailServerPage = lazy(async () => ({
  default: (await import('./features/alerts/mail-server-page.tsx')).MailServerPage,
}));
export const ChainPage = lazy(async () => ({
  default: (await import('./features/alerts/chain-page.tsx')).ChainPage,
}));
export const MyAlertsPage = lazy(async () => ({
  default: (await import('./features/alerts/my-alerts-page.tsx')).MyAlertsPage,
}));
export const RolesPage = lazy(async () => ({
  default: (await import('./features/accounts/roles-page.tsx')).RolesPage,
}));
export const SettingsPage = lazy(async () => ({
  default: (await import('./settings-page.tsx')).SettingsPage,
}));
export const AuditPage = lazy(async () => ({
  default: (await import('./features/audit/audit-page.tsx')).AuditPage,
}));
export const SchoolPage = lazy(async () => ({
  default: (await import('./features/schools/school-page.tsx')).SchoolPage,
}));
export const NoticePage = lazy(async () => ({
  default: (await import('./features/schools/notice-page.tsx')).NoticePage,
}));

export const AccessPage = lazy(async () => ({
  default: (await import('./features/access/access-page.tsx')).AccessPage,
}));
export const AccessPolicyPage = lazy(async () => ({
  default: (await import('./features/access/policy-page.tsx')).AccessPolicyPage,
}));
export const FavouritesPage = lazy(async () => ({
  default: (await import('./features/access/favourites-page.tsx')).FavouritesPage,
}));
export const SearchPage = lazy(async () => ({
  default: (await import('./features/access/search-page.tsx')).SearchPage,
}));
export const ControlPage = lazy(async () => ({
  default: (await import('./features/restrictions/control-page.tsx')).ControlPage,
}));
export const LessonsPage = lazy(async () => ({
  default: (await import('./features/lessons/lessons-page.tsx')).LessonsPage,
}));
export const LessonPage = lazy(async () => ({
  default: (await import('./features/lessons/lesson-page.tsx')).LessonPage,
}));
export const LessonTimetablePage = lazy(async () => ({
  default: (await import('./features/lessons/timetable-page.tsx')).LessonTimetablePage,
}));
export const AgreementsPage = lazy(async () => ({
  default: (await import('./features/agreements/agreements-page.tsx')).AgreementsPage,
}));
export const AgreementPage = lazy(async () => ({
  default: (await import('./features/agreements/agreement-page.tsx')).AgreementPage,
}));
export const SignaturesPage = lazy(async () => ({
  default: (await import('./features/agreements/signatures-page.tsx')).SignaturesPage,
}));
export const PersonAgreements = lazy(async () => ({
  default: (await import('./features/agreements/person-agreements.tsx')).PersonAgreements,
}));
export const PersonMessages = lazy(async () => ({
  default: (await import('./features/messages/person-messages.tsx')).PersonMessages,
}));
export const Holds = lazy(async () => ({
  default: (await import('./features/restrictions/holds.tsx')).Holds,
}));
export const ActivityPart = lazy(async () => ({
  default: (await import('./features/activity/activity-part.tsx')).ActivityPart,
}));
export const ActivitySettingsCard = lazy(async () => ({
  default: (await import('./features/activity/settings-card.tsx')).ActivitySettingsCard,
}));
export const ReleasesPage = lazy(async () => ({
  default: (await import('./features/releases/releases-page.tsx')).ReleasesPage,
}));
