/** An act that wants words (and perhaps a choice): close with open points, reopen, void, correct, let a hold go. */
import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';

interface WordsDialogProps {
  title: string;
  lead?: ReactNode;
  label: string;
  act: string;
  isOptional?: boolean;
  choices?: { label: string; options: { value: string; label: string }[] };
  busy: boolean;
  error: unknown;
  onSubmit: (words: string, choice: string) => void;
  onClose: () => void;
}

export function WordsDialog({ title, lead, label, act, isOptional = false, choices, busy, error, onSubmit, onClose }: WordsDialogProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [choice, setChoice] = useState(choices?.options[0]?.value ?? '');
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); onSubmit(words.trim(), choice); }}>
        {lead ? <div>{lead}</div> : null}
        {choices ? <SelectInput label={choices.label} value={choice} onChange={setChoice} options={choices.options} /> : null}
        <TextInput label={isOptional ? `${label} (${t('common.optional')})` : label} value={words} onChange={setWords} multiline isRequired={!isOptional} minLength={isOptional ? 0 : 3} maxLength={2000} autoFocus />
        <Problem error={error} />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={busy}>{act}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
