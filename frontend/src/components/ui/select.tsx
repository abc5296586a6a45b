/** A choice of one from a short list. */
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, FieldError, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue, Text } from 'react-aria-components';
import { refusal, type Option } from './fields';
import { useTrial } from './form';

export interface SelectInputProps<T extends string> {
  label: ReactNode;
  hideLabel?: boolean;
  options: Option<T>[];
  value: T | null;
  onChange: (value: T) => void;
  hint?: ReactNode;
  errors?: string[] | undefined;
  placeholder?: string;
  isDisabled?: boolean;
  isRequired?: boolean;
  name?: string;
}

export function SelectInput<T extends string>(props: SelectInputProps<T>) {
  const { label, hideLabel, options, value, onChange, hint, errors: told, placeholder = '—', ...rest } = props;
  const { wrong, refused } = useTrial({ name: rest.name, value, isRequired: rest.isRequired, isDisabled: rest.isDisabled });
  const errors = wrong ? [wrong] : told?.length ? told : refused;
  return (
    <AriaSelect
      {...rest}
      {...refusal(errors)}
      {...(wrong ? { 'data-wrong': true } : {})}
      placeholder={placeholder}
      value={value}
      onChange={(key) => { if (key !== null) onChange(key as T); }}
      className="field"
    >
      <Label className={hideLabel ? 'visually-hidden' : 'field-label'}>{label}</Label>
      <Button className="input select-button">
        <SelectValue className="select-value" />
        <ChevronDown size={16} aria-hidden="true" />
      </Button>
      {hint ? <Text slot="description" className="field-hint">{hint}</Text> : null}
      <FieldError className="field-error">{errors?.join(' ')}</FieldError>
      <Popover className="popover">
        <ListBox className="listbox" items={options.map((option) => ({ id: option.value, ...option }))}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={typeof option.label === 'string' ? option.label : option.id} className="listbox-item">
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
