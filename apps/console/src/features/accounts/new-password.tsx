import type { ReactNode } from 'react';
import { TextInput } from '../../ui/field.tsx';
import { advise } from './password.ts';

/** The field for a new password: guidance instead of rules; pasting and password managers welcome. */
export function NewPasswordInput(props: {
  value: string;
  onChange: (value: string) => void;
  name: string;
  error?: string | undefined;
  label?: string;
  autoFocus?: boolean;
}): ReactNode {
  const advice = advise(props.value);
  return (
    <TextInput
      label={props.label ?? 'Password'}
      name={props.name}
      type="password"
      autoComplete="new-password"
      required
      value={props.value}
      onChange={props.onChange}
      error={props.error}
      {...(props.error === undefined ? { hint: <span data-tone={advice.tone}>{advice.text}</span> } : {})}
      {...(props.autoFocus === true ? { autoFocus: true } : {})}
    />
  );
}
