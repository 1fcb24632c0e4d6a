import { Check, ChevronDown, Eye, EyeOff, Search, X } from 'lucide-react';
import { type ReactNode, type RefObject, useState } from 'react';
import {
  Button,
  Checkbox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components';

export interface TextInputProps {
  label: string;
  name: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  /** What is wrong and how to put it right. */
  error?: string | undefined;
  type?: 'text' | 'email' | 'password';
  autoComplete?: string;
  required?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  rows?: number;
  maxLength?: number;
  hideLabel?: boolean;
  fieldRef?: RefObject<HTMLTextAreaElement | null>;
}

/** One labelled line of text, or several when `rows` is given. */
export function TextInput(props: TextInputProps): ReactNode {
  const [shown, setShown] = useState(false);
  const secret = props.type === 'password';
  const type = secret && shown ? 'text' : (props.type ?? 'text');
  return (
    <TextField
      className="field"
      name={props.name}
      value={props.value}
      onChange={props.onChange}
      type={type}
      isInvalid={props.error !== undefined}
      validationBehavior="aria"
      isRequired={props.required === true}
      {...(props.autoComplete === undefined ? {} : { autoComplete: props.autoComplete })}
      {...(props.autoFocus === true ? { autoFocus: true } : {})}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
    >
      <Label className={props.hideLabel === true ? 'unseen' : 'field-label'}>{props.label}</Label>
      {props.rows !== undefined ? (
        <TextArea
          className="input"
          rows={props.rows}
          dir="auto"
          {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
          {...(props.fieldRef === undefined ? {} : { ref: props.fieldRef })}
        />
      ) : secret ? (
        <div className="with-button">
          <Input className="input" spellCheck="false" autoCapitalize="none" />
          <Button
            className="button"
            data-look="quiet"
            aria-label={shown ? `Hide ${props.label.toLowerCase()}` : `Show ${props.label.toLowerCase()}`}
            aria-pressed={shown}
            onPress={() => setShown(!shown)}
          >
            {shown ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
          </Button>
        </div>
      ) : (
        <Input
          className="input"
          dir="auto"
          {...(props.placeholder === undefined ? {} : { placeholder: props.placeholder })}
        />
      )}
      {props.hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {props.hint}
        </Text>
      )}
      <FieldError className="field-error">{props.error}</FieldError>
    </TextField>
  );
}

export interface Option<Key extends string> {
  key: Key;
  label: string;
  hint?: string;
}

export interface ChoiceProps<Key extends string> {
  label: string;
  value: Key;
  options: readonly Option<Key>[];
  onChange: (value: Key) => void;
  /** `filter` is small, has its name inside and shows when it narrows the list. */
  look?: 'field' | 'filter';
  /** For a filter: the key that stands for no narrowing; its own name is shown instead when `named` says so. */
  neutral?: Key;
  named?: boolean;
}

/** One of a few: a labelled drop-down. */
export function Choice<Key extends string>(props: ChoiceProps<Key>): ReactNode {
  const filter = props.look === 'filter';
  return (
    <Select
      className="field"
      value={props.value}
      onChange={(key) => {
        const chosen = props.options.find((option) => option.key === key);
        if (chosen !== undefined) props.onChange(chosen.key);
      }}
    >
      <Label className={filter ? 'unseen' : 'field-label'}>{props.label}</Label>
      <Button
        className="select"
        data-look={filter ? 'filter' : 'field'}
        data-chosen={filter && props.value !== props.neutral}
      >
        <SelectValue className="cut">
          {({ selectedText }) => (
            <bdi>
              {filter && props.value === props.neutral && props.named !== true ? props.label : selectedText}
            </bdi>
          )}
        </SelectValue>
        <ChevronDown size={14} aria-hidden />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="menu" items={props.options}>
          {(option) => (
            <ListBoxItem id={option.key} className="menu-item" textValue={option.label}>
              {({ isSelected }) => (
                <>
                  <span className="grow">
                    <bdi>{option.label}</bdi>
                    {option.hint === undefined ? null : <span className="quiet small"> {option.hint}</span>}
                  </span>
                  {isSelected ? <Check size={14} aria-hidden /> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}

export interface TickProps {
  children: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  name?: string;
  disabled?: boolean;
}

/** A labelled box to tick. */
export function Tick(props: TickProps): ReactNode {
  return (
    <Checkbox
      className="tick"
      isSelected={props.checked}
      onChange={props.onChange}
      isDisabled={props.disabled === true}
      {...(props.name === undefined ? {} : { name: props.name })}
    >
      <span className="tick-box">
        {props.checked ? <Check size={13} strokeWidth={3} aria-hidden /> : null}
      </span>
      <span>{props.children}</span>
    </Checkbox>
  );
}

export interface SearchInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  autoFocus?: boolean;
}

/** A search field with a way to empty it. */
export function SearchInput(props: SearchInputProps): ReactNode {
  return (
    <SearchField
      className="search"
      aria-label={props.label}
      value={props.value}
      onChange={props.onChange}
      {...(props.autoFocus === true ? { autoFocus: true } : {})}
    >
      <Search size={15} aria-hidden />
      <Input className="input" dir="auto" placeholder={props.placeholder ?? props.label} />
      {props.value === '' ? null : (
        <Button className="button" data-look="icon" aria-label="Empty the search">
          <X size={14} aria-hidden />
        </Button>
      )}
    </SearchField>
  );
}
