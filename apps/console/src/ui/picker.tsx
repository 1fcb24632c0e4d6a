import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { Name } from './name.tsx';

export interface PickerItem {
  id: string;
  label: string;
  hint: string;
}

export interface PickerProps {
  label: string;
  placeholder: string;
  words: string;
  onWords: (words: string) => void;
  /** What was found for the words; the finding is the caller's. */
  items: readonly PickerItem[];
  onPick: (item: PickerItem) => void;
  nothing: string;
}

/** Type a few letters, choose one of what is found. */
export function Picker(props: PickerProps): ReactNode {
  // After a choice the field begins anew: it would open its list again for the words that are gone.
  const [round, setRound] = useState(0);
  return (
    <ComboBox
      key={round}
      autoFocus={round > 0}
      className="field"
      items={props.items}
      inputValue={props.words}
      onInputChange={props.onWords}
      value={null}
      onChange={(key) => {
        const item = props.items.find((one) => one.id === key);
        // Left without a choice: the words go, else the list would open for them again.
        if (item === undefined) props.onWords('');
        else {
          setRound(round + 1);
          props.onPick(item);
        }
      }}
      allowsEmptyCollection
      menuTrigger="input"
    >
      <Label className="field-label">{props.label}</Label>
      <div className="with-button">
        <Input className="input" dir="auto" placeholder={props.placeholder} />
        <Button className="button" data-look="quiet">
          <ChevronDown size={14} aria-hidden />
        </Button>
      </div>
      <Popover className="popover">
        <ListBox<PickerItem>
          className="menu"
          renderEmptyState={() => <p className="menu-title">{props.nothing}</p>}
        >
          {(item) => (
            <ListBoxItem id={item.id} className="menu-item" textValue={item.label}>
              <span className="grow">
                <Name cut>{item.label}</Name>
              </span>
              <span className="quiet small">
                <Name>{item.hint}</Name>
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
