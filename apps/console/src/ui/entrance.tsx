import type { ReactNode } from 'react';
import { useTab } from './page.tsx';
import './entrance.css';

/** A page before the console: one card in the middle. */
export function Entrance(props: {
  brand: string;
  title: string;
  children: ReactNode;
  intro?: ReactNode;
  wide?: boolean;
}): ReactNode {
  useTab(props.title);
  return (
    <main className="entrance">
      <div className="entrance-card" data-wide={props.wide === true}>
        <p className="brand">
          <Mark /> {props.brand}
        </p>
        <h1>{props.title}</h1>
        {props.intro === undefined ? null : <div className="quiet">{props.intro}</div>}
        {props.children}
      </div>
    </main>
  );
}

/** The sign of the product. */
export function Mark(): ReactNode {
  return (
    <svg className="brand-mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d="M10 1h9v9a9 9 0 1 1-9-9Z" fill="currentColor" />
    </svg>
  );
}
