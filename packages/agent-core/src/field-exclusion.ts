/** What is known about an input field, read from the page. All texts may be hostile or empty. */
export interface FieldDescription {
  /** `input`, `textarea` or `editable`. */
  readonly element: 'input' | 'textarea' | 'editable';
  /** The `type` of an input in lower case, else empty. */
  readonly type: string;
  /** True if the field has been a password field at any time since the page was opened. */
  readonly wasPassword: boolean;
  readonly autocomplete: string;
  readonly inputMode: string;
  readonly maxLength: number | null;
  /** Name, id, label, placeholder, aria-label: whatever names the field. */
  readonly names: readonly string[];
}
