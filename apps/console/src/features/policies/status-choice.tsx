import type { PolicySummary } from '@lapwing/protocol/features/policies/api.ts';
import type { Watch } from '@lapwing/protocol/features/policies/edits.ts';
import { type Period, PERIODS } from '@lapwing/protocol/vocabulary.ts';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-aria-components';
import { paths } from '../../paths.ts';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Choice, type Option, Tick } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { withStatus } from './edits.ts';
import { sayPeriods, sayStatus, type Status, STATUS_WORDS } from './words.ts';

type Choices = Status | 'left';

const PERIOD_HINTS: Readonly<Record<Period, string>> = Object.freeze({
  lesson: 'Lessons',
  break: 'Breaks and lunch',
  club: 'Clubs before and after school',
  home: 'At home: every hour of a school week that the timetable does not name',
  holiday: 'Holidays, all day',
});

/** What the policy's status is in the group, with what is meant; and in which periods it is scheduled. */
export function statusShown(
  policy: PolicySummary,
  watch: Watch | null,
): { status: Status; periods: readonly Period[]; here: boolean } {
  if (watch !== null && watch.status !== null)
    return { status: watch.status, periods: watch.periods ?? [], here: true };
  return { status: policy.status.value, periods: policy.periods, here: false };
}

/** Enabled, Disabled or Scheduled, changed where it is read. */
export function StatusChoice(props: {
  policy: PolicySummary;
  /** What the group itself sets, with what is meant. */
  watch: Watch | null;
  whole: boolean;
  /** Why it cannot be changed. */
  unavailable: string | undefined;
  onChange: (watch: Watch) => void;
}): ReactNode {
  const { policy, watch } = props;
  const [choosing, setChoosing] = useState(false);
  const { status, periods, here } = statusShown(policy, watch);
  if (props.unavailable !== undefined) return <span>{sayStatus(status, periods)}</span>;
  const options: Array<Option<Choices>> = [
    { key: 'enabled', label: STATUS_WORDS.enabled, hint: 'always' },
    { key: 'disabled', label: STATUS_WORDS.disabled, hint: 'never' },
    {
      key: 'scheduled',
      label: STATUS_WORDS.scheduled,
      hint: status === 'scheduled' ? sayPeriods(periods) : 'in parts of the week …',
    },
  ];
  if (here)
    options.push({ key: 'left', label: props.whole ? 'As Lapwing comes' : 'Leave it to other groups' });
  return (
    <span className="policy-status">
      <Choice<Choices>
        label={`Status of ${policy.title}`}
        look="filter"
        named
        neutral="enabled"
        value={status}
        options={options}
        onChange={(key) => {
          if (key === 'scheduled') setChoosing(true);
          else props.onChange(withStatus(watch, key === 'left' ? null : key, []));
        }}
      />
      {status === 'scheduled' ? (
        <Action
          className="policy-when"
          look="plain"
          label={`In ${sayPeriods(periods)}: change when ${policy.title} detects`}
          onPress={() => setChoosing(true)}
        >
          {sayPeriods(periods)}
        </Action>
      ) : null}
      {choosing ? (
        <PeriodsWindow
          title={policy.title}
          periods={status === 'scheduled' ? periods : ['lesson', 'break', 'club']}
          onClose={() => setChoosing(false)}
          onChoose={(chosen) => {
            setChoosing(false);
            props.onChange(withStatus(watch, 'scheduled', chosen));
          }}
        />
      ) : null}
    </span>
  );
}

function PeriodsWindow(props: {
  title: string;
  periods: readonly Period[];
  onClose: () => void;
  onChoose: (periods: readonly Period[]) => void;
}): ReactNode {
  const [chosen, setChosen] = useState(props.periods);
  const [tried, setTried] = useState(false);
  const all = chosen.length === PERIODS.length;
  return (
    <Window title={`When ${props.title} detects`} open onClose={props.onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (chosen.length > 0) props.onChoose(PERIODS.filter((one) => chosen.includes(one)));
        }}
      >
        <fieldset className="ticks">
          <legend className="field-label">In these parts of the week</legend>
          {PERIODS.map((period) => (
            <Tick
              key={period}
              checked={chosen.includes(period)}
              onChange={(on) => setChosen(on ? [...chosen, period] : chosen.filter((one) => one !== period))}
            >
              {PERIOD_HINTS[period]}
            </Tick>
          ))}
        </fieldset>
        {tried && chosen.length === 0 ? (
          <Notice tone="stop">Tick at least one, or choose Disabled instead.</Notice>
        ) : all ? (
          <Notice>That is always: the same as Enabled.</Notice>
        ) : (
          <p className="quiet small">
            When each part begins and ends stands in the <Link href={paths.timetable()}>timetable</Link>.
            Devices keep to it offline, too.
          </p>
        )}
        <div className="dialog-foot">
          <Action onPress={props.onClose}>Cancel</Action>
          <Action look="main" submit>
            Schedule it
          </Action>
        </div>
      </form>
    </Window>
  );
}
