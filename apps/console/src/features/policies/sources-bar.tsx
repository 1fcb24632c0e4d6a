import type { SourcesSetting } from '@lapwing/protocol/features/policies/edits.ts';
import { SOURCES } from '@lapwing/protocol/vocabulary.ts';
import { type ReactNode, useState } from 'react';
import { SegmentedChoice } from '../../ui/adjust.tsx';
import { Action } from '../../ui/button.tsx';
import { Window } from '../../ui/dialog.tsx';
import { Tick } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';
import { SourcesField } from './sources-field.tsx';
import { type Reach, REACH_HINTS, REACH_WORDS, reachOf, REACHES, saySetting, settingOf } from './words.ts';

/** Where devices of the group look at all; the usual choices are one press each. */
export function SourcesBar(props: {
  /** What holds, with what is meant. */
  value: SourcesSetting;
  /** In words, where it comes from. */
  from: string;
  /** Whether the group itself says it, so that it can leave it to others. */
  here: boolean;
  whole: boolean;
  unavailable: string | undefined;
  onChange: (value: SourcesSetting | null) => void;
}): ReactNode {
  const { value, onChange } = props;
  const [choosing, setChoosing] = useState(false);
  const reach = reachOf(value);
  function choose(next: Reach): void {
    if (next === 'chosen') setChoosing(true);
    else onChange(settingOf(next, value));
  }
  return (
    <div className="sources-bar">
      <span className="field-label">Devices look in</span>
      {props.unavailable === undefined ? (
        <SegmentedChoice
          label="Where devices look"
          hideLabel
          value={reach}
          options={REACHES.map((key) => ({ key, label: REACH_WORDS[key] }))}
          onChange={choose}
        />
      ) : (
        <span>{saySetting(value)}</span>
      )}
      {reach === 'chosen' && props.unavailable === undefined ? (
        <Action onPress={() => setChoosing(true)}>Which places</Action>
      ) : null}
      <span className="quiet small sources-why">
        <span>
          {REACH_HINTS[reach]} {props.from}
        </span>
        {props.here && props.unavailable === undefined ? (
          <Action look="plain" onPress={() => onChange(null)}>
            {props.whole ? 'As Lapwing comes' : 'Leave it to other groups'}
          </Action>
        ) : null}
      </span>
      {choosing ? (
        <PlacesWindow
          value={value}
          onClose={() => setChoosing(false)}
          onChoose={(next) => {
            setChoosing(false);
            onChange(next);
          }}
        />
      ) : null}
    </div>
  );
}

function PlacesWindow(props: {
  value: SourcesSetting;
  onClose: () => void;
  onChoose: (value: SourcesSetting) => void;
}): ReactNode {
  const [sources, setSources] = useState(props.value.sources);
  const [everyTerm, setEveryTerm] = useState(props.value.everyTerm);
  return (
    <Window title="Where devices look" open onClose={props.onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          props.onChoose({ sources, everyTerm });
        }}
      >
        <SourcesField legend="Places" value={sources} onChange={(next) => setSources([...next])} />
        <Tick checked={everyTerm} onChange={setEveryTerm}>
          Every term in each of these places, not only in its own
        </Tick>
        {sources.length === 0 ? (
          <Notice tone="warn">Devices of this group then look for nothing at all.</Notice>
        ) : sources.length < SOURCES.length ? (
          <p className="quiet small">
            A device that cannot see a place leaves it out; Devices says which can.
          </p>
        ) : null}
        <div className="dialog-foot">
          <Action onPress={props.onClose}>Cancel</Action>
          <Action look="main" submit>
            Use these places
          </Action>
        </div>
      </form>
    </Window>
  );
}
