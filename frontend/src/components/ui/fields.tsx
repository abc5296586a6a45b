/** Form fields: label above, hint and error below, wired together for screen readers by the library. */
import type { ReactNode } from 'react';
import {
  Button as AriaButton, CheckboxButton, CheckboxField, FieldError, Input, Label, RadioButton, RadioField as AriaRadioField, RadioGroup as AriaRadioGroup, SearchField as AriaSearchField,
  Text, TextArea, TextField as AriaTextField, type CheckboxFieldProps, type RadioGroupProps, type SearchFieldProps, type TextFieldProps,
} from 'react-aria-components';
import { Check, Search, X } from 'lucide-react';
import { useTrial } from './form';

interface FieldExtras {
  label: ReactNode;
  hint?: ReactNode;
  errors?: string[] | undefined;
}

/**
 * What the server refused is shown at its field and bars nothing: with the browser's own validation a field called invalid would
 * keep its form from ever being sent again, however it was mended.
 */
export function refusal(errors: string[] | undefined): { isInvalid?: true; validationBehavior?: 'aria' } {
  return errors?.length ? { isInvalid: true, validationBehavior: 'aria' } : {};
}

/**
 * Server messages per field override the browser's own. The browser's own go while what is wrong is mended (`field-error-own` in
 * components.css), not when the field is left: what stands below would move away from under the click that leaves it.
 */
function Problems({ errors }: { errors?: string[] | undefined }) {
  return <FieldError className={errors?.length ? 'field-error' : 'field-error field-error-own'}>{errors?.length ? errors.join(' ') : undefined}</FieldError>;
}

export interface TextInputProps extends Omit<TextFieldProps, 'className'>, FieldExtras {
  multiline?: boolean;
  rows?: number;
  placeholder?: string;
  suffix?: ReactNode;
  inputClassName?: string;
}

export function TextInput({ label, hint, errors: told, multiline, rows = 3, placeholder, suffix, inputClassName = '', pattern, ...rest }: TextInputProps) {
  const { isInside, wrong, refused } = useTrial({ ...rest, pattern });
  const errors = wrong ? [wrong] : told?.length ? told : refused;
  // A pattern is judged by the form; where there is none (or the browser judges), it stays the browser's.
  return (
    <AriaTextField {...rest} {...(isInside || pattern === undefined ? {} : { pattern })} {...refusal(errors)} {...(wrong ? { 'data-wrong': true } : {})} className="field">
      <Label className="field-label">
        {label}
        {rest.isRequired ? <span className="field-required" aria-hidden="true"> *</span> : null}
      </Label>
      {multiline ? (
        <TextArea className={`input ${inputClassName}`} rows={rows} placeholder={placeholder} />
      ) : (
        <span className="input-wrap">
          <Input className={`input ${inputClassName}`} placeholder={placeholder} />
          {suffix ? <span className="input-suffix">{suffix}</span> : null}
        </span>
      )}
      {hint ? <Text slot="description" className="field-hint">{hint}</Text> : null}
      <Problems errors={errors} />
    </AriaTextField>
  );
}

export function CheckBox({ children, ...rest }: Omit<CheckboxFieldProps, 'className' | 'children'> & { children: ReactNode }) {
  return (
    <CheckboxField {...rest} className="checkbox-field">
      <CheckboxButton className="checkbox">
        <span className="checkbox-box" aria-hidden="true"><Check size={12} strokeWidth={3.5} /></span>
        <span>{children}</span>
      </CheckboxButton>
    </CheckboxField>
  );
}

export interface Option<T extends string = string> {
  value: T;
  label: ReactNode;
  hint?: ReactNode;
}

export function RadioField<T extends string>({
  label, options, value, onChange, ...rest
}: Omit<RadioGroupProps, 'className' | 'children' | 'value' | 'onChange'> & {
  label: ReactNode; options: Option<T>[]; value: T | null; onChange: (value: T) => void;
}) {
  return (
    <AriaRadioGroup {...rest} value={value} onChange={(next) => onChange(next as T)} className="field">
      <Label className="field-label">{label}</Label>
      <div className="radio-list">
        {options.map((option) => (
          <AriaRadioField key={option.value} value={option.value}>
            <RadioButton className="radio">
              <span className="radio-dot" aria-hidden="true" />
              <span>
                {option.label}
                {option.hint ? <span className="field-hint">{option.hint}</span> : null}
              </span>
            </RadioButton>
          </AriaRadioField>
        ))}
      </div>
    </AriaRadioGroup>
  );
}

export function SearchInput({ label, placeholder, ...rest }: Omit<SearchFieldProps, 'className'> & { label: string; placeholder?: string }) {
  return (
    <AriaSearchField {...rest} aria-label={label} className="search">
      <Search size={16} aria-hidden="true" className="search-icon" />
      <Input className="input search-input" placeholder={placeholder ?? label} />
      <AriaButton className="btn btn-quiet btn-icon search-clear"><X size={14} aria-hidden="true" /></AriaButton>
    </AriaSearchField>
  );
}
