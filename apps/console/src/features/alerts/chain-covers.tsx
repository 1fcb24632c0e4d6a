import { type Chain, Cover } from '@lapwing/protocol/features/alerts/chain.api.ts';
import type { StaffName } from '@lapwing/protocol/features/captures/api.ts';
import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Action } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';
import { Notice, Pill } from '../../ui/states.tsx';
import { coverInWords } from './chain-words.ts';

const STATES = {
  now: { word: 'Now', tone: 'good' },
  ahead: { word: 'Ahead', tone: 'quiet' },
  over: { word: 'Over', tone: 'quiet' },
} as const;

/** Who takes whose place, from when to when. */
export function Covers(props: {
  covers: Chain['covers'];
  staff: readonly StaffName[];
  today: string;
  nameOf: (accountId: string) => string;
  refused: string | undefined;
  onChange: (covers: Chain['covers']) => void;
}): ReactNode {
  const { covers, today, nameOf } = props;
  return (
    <section className="card" aria-labelledby="covers-heading">
      <h2 id="covers-heading">Cover</h2>
      {covers.length === 0 ? (
        <p className="quiet">Nobody is away. Say beforehand who covers in a holiday or an absence.</p>
      ) : (
        <ul className="chain-steps">
          {covers.map((cover, at) => {
            const { text, state } = coverInWords(cover, today, nameOf);
            return (
              <li key={`${cover.accountId} ${cover.from} ${cover.byAccountId}`} className="chain-step">
                <Pill tone={STATES[state].tone}>{STATES[state].word}</Pill>
                <bdi>{text}</bdi>
                {props.refused === undefined ? (
                  <Action
                    look="icon"
                    label={`Take out: ${text}`}
                    onPress={() => props.onChange(covers.filter((_, place) => place !== at))}
                  >
                    <Trash2 size={16} aria-hidden />
                  </Action>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
      {props.refused === undefined && props.staff.length > 1 ? (
        <NewCover
          staff={props.staff}
          today={today}
          onAdd={(cover) =>
            props.onChange([...covers, cover].toSorted((one, other) => (one.from < other.from ? -1 : 1)))
          }
        />
      ) : null}
    </section>
  );
}

function NewCover(props: {
  staff: readonly StaffName[];
  today: string;
  onAdd: (cover: Cover) => void;
}): ReactNode {
  const { staff, today } = props;
  const [draft, setDraft] = useState<Cover>({
    accountId: staff[0]?.id ?? '',
    byAccountId: staff[1]?.id ?? '',
    from: today,
    to: today,
  });
  const [problem, setProblem] = useState<string | null>(null);
  const set = (part: Partial<Cover>): void => {
    setDraft({ ...draft, ...part });
    setProblem(null);
  };
  const options = staff.map(({ id, name }) => ({ key: id, label: name }));
  function add(): void {
    const parsed = Cover.safeParse(draft);
    if (parsed.success) props.onAdd(parsed.data);
    else if (draft.accountId === draft.byAccountId)
      setProblem('Nobody covers for themselves: choose somebody else.');
    else setProblem('The last day must not be before the first.');
  }
  return (
    <>
      {problem === null ? null : <Notice tone="stop">{problem}</Notice>}
      <div className="chain-step">
        <Choice
          label="Who is away"
          value={draft.accountId}
          options={options}
          onChange={(accountId) => set({ accountId })}
        />
        <Choice
          label="Who covers"
          value={draft.byAccountId}
          options={options}
          onChange={(byAccountId) => set({ byAccountId })}
        />
        <DayInput label="First day" value={draft.from} onChange={(from) => set({ from })} />
        <DayInput label="Last day" value={draft.to} onChange={(to) => set({ to })} />
        <Action onPress={add}>Add cover</Action>
      </div>
    </>
  );
}

function DayInput(props: { label: string; value: string; onChange: (value: string) => void }): ReactNode {
  return (
    <label className="field">
      <span className="field-label">{props.label}</span>
      <input
        type="date"
        className="input"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  );
}
