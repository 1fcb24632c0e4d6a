import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import './toolbar.css';

export interface ViewTab {
  key: string;
  title: string;
  /** The view is part of the address: it can be linked, reloaded and gone back from. */
  href: string;
  count?: number;
  /** For those who hear the page, for example `3 captures, 1 severe`; replaces the bare count. */
  countLabel?: string;
  alert?: boolean;
}

/** The views of what is open, at the foot of the work area, with settings of the view at the right. */
export function ViewTabs(props: {
  label: string;
  tabs: readonly ViewTab[];
  current: string;
  end?: ReactNode;
}): ReactNode {
  return (
    <div className="view-tabs">
      <nav aria-label={props.label}>
        <ul>
          {props.tabs.map((tab) => (
            <li key={tab.key}>
              <Link
                className="view-tab"
                href={tab.href}
                {...(tab.key === props.current ? { 'aria-current': 'page' as const } : {})}
                {...(tab.alert === true ? { 'data-alert': 'stop' } : {})}
              >
                {tab.alert === true ? <span aria-hidden="true">▲</span> : null}
                {tab.title}
                {tab.count === undefined ? null : (
                  <>
                    <span className="number" aria-hidden="true">
                      · {tab.count}
                    </span>
                    <span className="unseen">, {tab.countLabel ?? String(tab.count)}</span>
                  </>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {props.end === undefined ? null : <div className="view-tabs-end">{props.end}</div>}
    </div>
  );
}
