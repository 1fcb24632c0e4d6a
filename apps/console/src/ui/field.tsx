import { ChevronDown, Eye, EyeOff, Search, X } from 'lucide-react';
import { type ReactNode, type RefObject, Suspense, lazy, useId, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';

// The open list brings positioning and collections with it: fetched when one is first pointed at or opened.
const loadList = () => import('./choice-list.tsx');
const ChoiceList = lazy(async () => ({ default: (await loadList()).ChoiceList }));

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
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const filter = props.look === 'filter';
  const neutral = props.value === props.neutral;
  // It narrows nothing, so its name stands in the place of its value, once.
  const unnamed = filter && neutral && props.named !== true;
  const chosen = props.options.find((option) => option.key === props.value);
  return (
    <div className="field">
      <span id={`${id}label`} className={filter ? 'unseen' : 'field-label'}>
        {props.label}
      </span>
      <Button
        ref={button}
        className="select"
        data-look={filter ? 'filter' : 'field'}
        data-chosen={filter && !neutral}
        aria-labelledby={unnamed ? `${id}label` : `${id}value ${id}label`}
        aria-haspopup="listbox"
        aria-expanded={open}
        onPress={() => setOpen(true)}
        onHoverStart={() => void loadList()}
        onFocus={() => void loadList()}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setOpen(true);
          else event.continuePropagation();
        }}
      >
        <span className="cut" id={`${id}value`}>
          <bdi>{unnamed ? props.label : chosen?.label}</bdi>
        </span>
        <ChevronDown size={14} aria-hidden />
      </Button>
      {open ? (
        <Suspense>
          <ChoiceList
            label={props.label}
            options={props.options}
            value={props.value}
            anchor={button}
            onChoose={(key) => {
              const option = props.options.find((one) => one.key === key);
              if (option !== undefined && option.key !== props.value) props.onChange(option.key);
            }}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      ) : null}
    </div>
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
    <label className="tick">
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled === true}
        name={props.name}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <span>{props.children}</span>
    </label>
  );
}

export interface SearchInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  autoFocus?: boolean;
}

/** A search field with a way to empty it, by its button or by Escape. */
export function SearchInput(props: SearchInputProps): ReactNode {
  const field = useRef<HTMLInputElement>(null);
  return (
    <div className="search">
      <Search size={15} aria-hidden />
      <input
        ref={field}
        type="search"
        className="input"
        dir="auto"
        aria-label={props.label}
        placeholder={props.placeholder ?? props.label}
        value={props.value}
        autoFocus={props.autoFocus === true}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || props.value === '') return;
          event.preventDefault();
          event.stopPropagation();
          props.onChange('');
        }}
      />
      {props.value === '' ? null : (
        <Button
          className="button"
          data-look="icon"
          aria-label="Empty the search"
          onPress={() => {
            props.onChange('');
            field.current?.focus();
          }}
        >
          <X size={14} aria-hidden />
        </Button>
      )}
    </div>
  );
}
