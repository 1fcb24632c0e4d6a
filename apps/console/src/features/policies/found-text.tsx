import type { FoundInText } from '@lapwing/protocol/features/policies/api.ts';
import type { ReactNode } from 'react';
import { SeverityMark } from '../../severity-mark.tsx';
import { Name } from '../../ui/name.tsx';
import { markText } from './marks.ts';

/** A text with what was found in it marked, and below it what each finding is and why it weighs what it weighs. */
export function FoundText(props: {
  text: string;
  found: readonly FoundInText[];
  /** What is said where nothing was found. */
  nothing: string;
  label: string;
}): ReactNode {
  const { text, found } = props;
  return (
    <div className="found" role="group" aria-label={props.label}>
      <p className="found-text" dir="auto">
        {markText(text, found).map((stretch) =>
          stretch.severity === null ? (
            <span key={stretch.at}>{stretch.text}</span>
          ) : (
            <mark key={stretch.at} data-severity={stretch.severity}>
              {stretch.text}
            </mark>
          ),
        )}
      </p>
      {found.length === 0 ? (
        <p className="quiet">{props.nothing}</p>
      ) : (
        <ol className="found-list">
          {found.map((one) => (
            <li key={`${one.start} ${one.end} ${one.term.id}`}>
              <span className="row">
                <SeverityMark severity={one.severity} />
                <span>
                  “<Name>{text.slice(one.start, one.end)}</Name>”
                </span>
                <span className="quiet small">
                  <Name>{one.policy.title}</Name>
                </span>
              </span>
              {one.because.length === 0 ? (
                <p className="small quiet">It weighs what the term says; nothing around it changes that.</p>
              ) : (
                <ul className="small found-why">
                  {one.because.map((sentence) => (
                    <li key={sentence}>{sentence}</li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
