/** A choice of one among a few, all in sight. */
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';

export function Segments<T extends string>({ label, options, value, onChange }: {
  label: string; options: { value: T; label: string }[]; value: T; onChange: (value: T) => void;
}) {
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={label}
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(chosen) => {
        const [first] = [...chosen];
        if (first !== undefined) onChange(first as T);
      }}
    >
      {options.map((option) => <ToggleButton key={option.value} id={option.value} className="segment">{option.label}</ToggleButton>)}
    </ToggleButtonGroup>
  );
}
