/**
 * A form that says what is missing or no number at its field from the first try on, and takes it back while one types.
 *
 * The browser's own messages go when a field is left; whatever stands below then moves up, away from under the click that left
 * the field. What the server refused (`validationErrors`, by name) stays until its field is changed or the form is sent again.
 */
import { createContext, useContext, useState, type ComponentProps } from 'react';
import { flushSync } from 'react-dom';
import { Form as AriaForm } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

interface Trial {
  isTried: boolean;
  refused: Record<string, string[]>;
}
const TrialContext = createContext<Trial | null>(null);
const NOTHING: Record<string, string[]> = {};
const ADDRESS = /^\S+@\S+\.\S+$/;

type AriaFormProps = ComponentProps<typeof AriaForm>;
interface FormProps extends Omit<AriaFormProps, 'onSubmit' | 'validationErrors' | 'validationBehavior' | 'ref'> {
  onSubmit: NonNullable<AriaFormProps['onSubmit']>;
  validationErrors?: Record<string, string[]>;
}

export function Form({ onSubmit, validationErrors = NOTHING, ...rest }: FormProps) {
  const [isTried, setTried] = useState(false);
  return (
    <TrialContext value={{ isTried, refused: validationErrors }}>
      <AriaForm
        {...rest}
        validationBehavior="aria"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          flushSync(() => setTried(true));
          const wrong = form.querySelector('[data-wrong]');
          if (wrong) {
            wrong.querySelector<HTMLElement>('input, textarea, button')?.focus();
            return;
          }
          setTried(false);
          onSubmit(event);
        }}
      />
    </TrialContext>
  );
}

interface Asked {
  name?: string | undefined;
  value?: string | null | undefined;
  isRequired?: boolean | undefined;
  isDisabled?: boolean | undefined;
  pattern?: string | undefined;
  type?: string | undefined;
}

/** What a field of such a form has to say: `wrong` holds the form back, `refused` only tells. Nothing outside of one. */
export function useTrial({ name, value, isRequired, isDisabled, pattern, type }: Asked): { isInside: boolean; wrong?: string; refused?: string[] } {
  const { t } = useTranslation();
  const trial = useContext(TrialContext);
  const said = (name ? trial?.refused[name] : undefined) ?? [];
  const [seen, setSeen] = useState({ said: '', value });
  if (seen.said !== said.join()) setSeen({ said: said.join(), value });
  if (!trial) return { isInside: false };
  const text = value?.trim() ?? '';
  const wrong = () => {
    if (!trial.isTried || isDisabled) return undefined;
    if (!text) return isRequired ? t('common.needed') : undefined;
    if (pattern && !new RegExp(`^(?:${pattern})$`, 'v').test(text)) return t('common.noNumber');
    return type === 'email' && !ADDRESS.test(text) ? t('common.noAddress') : undefined;
  };
  const found = wrong();
  return { isInside: true, ...(found ? { wrong: found } : {}), ...(said.length && seen.value === value ? { refused: said } : {}) };
}
