import type { ReactNode } from 'react';
import { useMe } from '../../api/queries.ts';
import { paths } from '../../paths.ts';
import { ViewTabs } from '../../ui/view-tabs.tsx';
import './alerting.css';

export type AlertTab = 'delivery' | 'mail-server' | 'chain' | 'mine';

/** What stands round the pages on alerts: the tabs that this person may open. */
export function AlertsFrame(props: { tab: AlertTab; children: ReactNode }): ReactNode {
  const { capabilities } = useMe();
  const may = (capability: (typeof capabilities)[number]): boolean => capabilities.includes(capability);
  const tabs = [
    ...(may('alerts.view')
      ? [
          { key: 'delivery', title: 'Delivery', href: paths.delivery() },
          { key: 'mail-server', title: 'Mail server', href: paths.mailServer() },
          { key: 'chain', title: 'Chain and cover', href: paths.chain() },
        ]
      : []),
    ...(may('policies.manage') ? [{ key: 'recipients', title: 'Who is alerted', href: paths.alerts() }] : []),
    ...(may('captures.view') ? [{ key: 'mine', title: 'My alerts', href: paths.myAlerts() }] : []),
  ];
  return (
    <div className="alerting-frame">
      {props.children}
      <ViewTabs label="Alerts" tabs={tabs} current={props.tab} />
    </div>
  );
}
