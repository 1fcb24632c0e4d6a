import type { ReactNode } from 'react';
import { paths } from '../../paths.ts';
import { ViewTabs } from '../../ui/view-tabs.tsx';
import './access.css';

export type AccessTab = 'policies' | 'lists' | 'searching';

/** What stands round the pages on which sites are open to whom. */
export function AccessFrame(props: { tab: AccessTab; children: ReactNode }): ReactNode {
  return (
    <div className="access-frame">
      {props.children}
      <ViewTabs
        label="Access"
        current={props.tab}
        tabs={[
          { key: 'policies', title: 'Access policies', href: paths.access() },
          { key: 'lists', title: 'Ready lists', href: paths.readyLists() },
          { key: 'searching', title: 'Safe searching', href: paths.safeSearching() },
        ]}
      />
    </div>
  );
}
