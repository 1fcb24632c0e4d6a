import { listCaptureStaff } from '@lapwing/protocol/features/captures/triage.api.ts';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useLayoutEffect, useId, useRef, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { useMe } from '../../api/queries.ts';
import { Name } from '../../ui/name.tsx';
import { findStaff, type StaffChoice, staffChoices } from './staff-choices.ts';

/** Those to whom a capture can be given; who is next in the chain depends on the hour. */
export function staffQuery(captureId: string) {
  return queryOptions({
    queryKey: ['captures', 'staff', captureId],
    queryFn: ({ signal }) => load(listCaptureStaff, { params: { id: captureId } }, signal),
    staleTime: 60_000,
  });
}

export interface StaffFieldProps {
  label: string;
  captureId: string;
  /** `escalate` offers the next in the chain first, `assign` oneself and nobody. */
  purpose: 'escalate' | 'assign';
  hint: string;
  autoFocus: boolean;
  onPick: (choice: StaffChoice) => void;
}

/** Type a few letters of a name; the first that fits is chosen by Enter. */
export function StaffField(props: StaffFieldProps): ReactNode {
  const { captureId, purpose } = props;
  const me = useMe().account;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState('');
  const [active, setActive] = useState(0);
  const query = useQuery(staffQuery(captureId));
  const found =
    query.data === undefined ? [] : findStaff(staffChoices(query.data, purpose, me), words).slice(0, MOST);
  const at = Math.min(active, found.length - 1);
  const autoFocus = props.autoFocus;
  useLayoutEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  return (
    <div className="field staff-field">
      <label className="field-label" htmlFor={`${id}input`}>
        {props.label}
      </label>
      <input
        ref={input}
        id={`${id}input`}
        className="input"
        dir="auto"
        role="combobox"
        autoComplete="off"
        aria-expanded={found.length > 0}
        aria-controls={`${id}list`}
        aria-describedby={`${id}hint`}
        {...(found.length > 0 ? { 'aria-activedescendant': `${id}${at}` } : {})}
        placeholder="Name or role"
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          const choice = found[at];
          if (by !== 0) {
            event.preventDefault();
            setActive(Math.max(0, Math.min(found.length - 1, at + by)));
          } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            event.stopPropagation();
            if (choice !== undefined) props.onPick(choice);
          }
        }}
      />
      <span id={`${id}hint`} className="field-hint">
        {query.isError ? sayShortly(query.error) : props.hint}
      </span>
      <div id={`${id}list`} role="listbox" aria-label={props.label} className="staff-list">
        {found.map((choice, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/control-has-associated-label -- the keys are those of its field, the name is inside
          <div
            key={choice.key}
            id={`${id}${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className="menu-item"
            data-focused={index === at || undefined}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => props.onPick(choice)}
          >
            <span className="grow">
              <Name cut>{choice.name}</Name>
            </span>
            <span className="quiet small staff-hint">
              <Name>{choice.hint}</Name>
            </span>
          </div>
        ))}
      </div>
      {query.data !== undefined && found.length === 0 ? (
        <p className="quiet small" role="status">
          Nobody of that name may see this capture.
        </p>
      ) : null}
    </div>
  );
}

/** Choices that are shown at once; the others are found by their letters. */
const MOST = 6;
