import { CAPTURE_STATUSES } from '@lapwing/protocol/features/captures/status.ts';
import type { ReactNode } from 'react';
import type { StaffName } from '@lapwing/protocol/features/captures/api.ts';
import { useMe } from '../../api/queries.ts';
import { SEVERITY_WORDS, WORST_FIRST } from '../../severity.ts';
import { Choice, type Option } from '../../ui/field.tsx';
import { type CaptureFilters, parseFilters } from './filters.ts';
import { ChosenFilters, MoreFilters } from './more-filters.tsx';
import { STATUS_WORDS } from './words.ts';

const ALL = 'all';

const STATUS_OPTIONS: readonly Option<CaptureFilters['status']>[] = [
  { key: 'open', label: 'Open', hint: 'everything not closed' },
  ...CAPTURE_STATUSES.map((status) => ({ key: status, label: STATUS_WORDS[status].word })),
  { key: 'any', label: 'Every status' },
];

export interface CaptureFiltersBarProps {
  filters: CaptureFilters;
  onChange: (filters: CaptureFilters) => void;
  /** The name of the person or device that the list is narrowed to, where it is known. */
  narrowedTo: string | null;
  /** Those who have any of what is shown. */
  holders: readonly StaffName[];
  /** Whether the further filters are in view. */
  more: boolean;
}

/** Narrows the list: what is asked for most is in view, the rest one press away, and what narrows it always shows. */
export function CaptureFiltersBar(props: CaptureFiltersBarProps): ReactNode {
  const { filters, onChange, more } = props;
  return (
    <div className="captures-filters" role="group" aria-label="Filters">
      <Choice
        label="Status"
        look="filter"
        neutral="open"
        named
        value={filters.status}
        options={STATUS_OPTIONS}
        onChange={(status) => onChange({ ...filters, status })}
      />
      <Choice
        label="Severity"
        look="filter"
        neutral={ALL}
        value={filters.severity ?? ALL}
        options={[
          { key: ALL, label: 'Every severity' },
          ...WORST_FIRST.map((key) => ({
            key,
            label: `${SEVERITY_WORDS[key].shape} ${SEVERITY_WORDS[key].word}`,
          })),
        ]}
        onChange={(key) =>
          onChange({ ...filters, severity: key === ALL ? null : parseFilters({ severity: key }).severity })
        }
      />
      <HolderChoice {...props} />
      {more ? <MoreFilters filters={filters} onChange={onChange} /> : null}
      <ChosenFilters filters={filters} onChange={onChange} narrowedTo={props.narrowedTo} hidden={!more} />
    </div>
  );
}

/** Who has it: oneself, nobody, or one of those who have something of what is shown. */
function HolderChoice(props: CaptureFiltersBarProps): ReactNode {
  const { filters, onChange } = props;
  const me = useMe().account.id;
  const others = props.holders.filter((holder) => holder.id !== me);
  const { assigned } = filters;
  const known = assigned === null || assigned === 'me' || assigned === 'nobody';
  return (
    <Choice
      label="Who has it"
      look="filter"
      neutral={ALL}
      value={assigned ?? ALL}
      options={[
        { key: ALL, label: 'Whoever has it' },
        { key: 'me', label: 'Mine' },
        { key: 'nobody', label: 'Nobody’s' },
        ...others.map((holder) => ({ key: holder.id, label: holder.name })),
        ...(known || others.some((holder) => holder.id === assigned)
          ? []
          : [{ key: assigned, label: 'One colleague’s' }]),
      ]}
      onChange={(key) => onChange({ ...filters, assigned: key === ALL ? null : key })}
    />
  );
}
