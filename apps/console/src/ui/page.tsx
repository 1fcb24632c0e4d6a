import { type ReactNode, useEffect } from 'react';
import './page.css';

export interface PageProps {
  title: ReactNode;
  /** The words in the browser's tab. */
  tab: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Search and filters, below the heading. */
  bar?: ReactNode;
  children: ReactNode;
  /** Without padding, for a table that fills the page. */
  flush?: boolean;
  /** The details of the selected thing, at the right. */
  aside?: ReactNode;
}

/** One page of the work area: heading, actions, body, and the details at the right where there are some. */
export function Page(props: PageProps): ReactNode {
  useTab(props.tab);
  const body = (
    <div className="page-body" data-flush={props.flush === true}>
      {props.children}
    </div>
  );
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{props.title}</h1>
          {props.description === undefined ? null : <p>{props.description}</p>}
        </div>
        {props.actions === undefined ? null : <div className="row">{props.actions}</div>}
      </header>
      <div className="page-bar">{props.bar}</div>
      {props.aside === undefined || props.aside === null ? (
        body
      ) : (
        <div className="page-split">
          {body}
          {props.aside}
        </div>
      )}
    </div>
  );
}

/** Names the browser's tab. */
export function useTab(title: string): void {
  useEffect(() => {
    document.title = `${title} · Lapwing`;
  }, [title]);
}
