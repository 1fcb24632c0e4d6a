import { type ReactNode, Suspense, lazy } from 'react';
import { LeaveGuard } from '../../leave-guard.tsx';
import { paths } from '../../paths.ts';
import { useMe } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.ts';
import { ViewTabs } from '../../ui/view-tabs.tsx';
import { dropAllEdits, openReview, type Pending, putEdits, usePendingOf } from './pending.ts';
import { groupSearch, type PoliciesSearch } from './place.ts';
import { count } from './words.ts';
import './policies.css';

const ReviewWindow = lazy(async () => ({ default: (await import('./review-window.tsx')).ReviewWindow }));

export type PolicyTab =
  | 'policies'
  | 'alerts'
  | 'noisy'
  | 'let-pass'
  | 'thresholds'
  | 'timetable'
  | 'private-sites'
  | 'changes'
  | 'library';

const keepsEdits = (pathname: string): boolean => /^\/policies(?:\/|$)/.test(pathname);

/**
 * What stands round every page of policies: the tabs of what is watched for, and, while something is meant and not
 * applied, how much, with the way to look it through. Edits of all of these pages are gathered in one place.
 */
export function PolicyFrame(props: {
  tab: PolicyTab;
  /** For whom the page is looked at: the tab of the policies leads back to the same. */
  search?: PoliciesSearch;
  children: ReactNode;
}): ReactNode {
  const me = useMe();
  const owner = me.account.id;
  const pending = usePendingOf(owner);
  const meant = pending.edits.length;
  const tabs = [
    { key: 'policies', title: 'Policies', href: paths.policies(groupSearch(props.search ?? {})) },
    { key: 'alerts', title: 'Who is alerted', href: paths.alerts(groupSearch(props.search ?? {})) },
    { key: 'noisy', title: 'Noisy terms', href: paths.noisyTerms(groupSearch(props.search ?? {})) },
    { key: 'let-pass', title: 'Let pass', href: paths.letPass() },
    ...(me.capabilities.includes('thresholds.view')
      ? [{ key: 'thresholds', title: 'Thresholds', href: paths.thresholds() }]
      : []),
    { key: 'timetable', title: 'Timetable', href: paths.timetable() },
    { key: 'private-sites', title: 'Private sites', href: paths.privateSites() },
    { key: 'changes', title: 'Changes', href: paths.policyChanges() },
    { key: 'library', title: 'Library', href: paths.library() },
  ];
  return (
    <div className="policy-frame">
      {props.children}
      <div className="policy-foot">
        <div role="status">
          {meant === 0 ? null : (
            <div className="policy-pending">
              <span>
                <strong>{count(meant, 'change')} not applied yet.</strong>{' '}
                <span className="quiet">Nothing of it holds before you have looked it through.</span>
              </span>
              <span className="row">
                <Action onPress={() => discard(owner, pending)}>Discard</Action>
                <Action look="main" onPress={() => openReview(owner, true)}>
                  Review {count(meant, 'change')}
                </Action>
              </span>
            </div>
          )}
        </div>
        <ViewTabs label="What is watched for" tabs={tabs} current={props.tab} />
      </div>
      {pending.reviewing ? (
        <Suspense>
          <ReviewWindow pending={pending} owner={owner} />
        </Suspense>
      ) : null}
      <LeaveGuard
        holds={meant > 0}
        keeps={keepsEdits}
        title={`Leave without applying ${count(meant, 'change')}?`}
        verb="Leave without them"
        onLeave={dropAllEdits}
      >
        <p>What you have changed on these pages has not been applied. It is lost when you leave them.</p>
      </LeaveGuard>
    </div>
  );
}

/** Drops what is meant; as long as the toast stands there, it can be had back. */
function discard(owner: string, pending: Pending): void {
  dropAllEdits();
  showToast({
    text: `${count(pending.edits.length, 'change')} discarded. Nothing had been applied.`,
    key: 'policies',
    action: { label: 'Bring back', onPress: () => putEdits(owner, pending.edits, pending.base) },
  });
}
