/** One line of words or one day that an act needs, asked for in a dialog. */
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { UseMutationResult } from '@tanstack/react-query';
import { toApiError } from '@/api/errors';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { toast } from '@/components/ui/toast';

export interface AskDialogProps {
  title: string;
  lead: string;
  label: string;
  type?: 'text' | 'date';
  /** The field of the request, whose message the server gives. */
  field: string;
  initial?: string;
  act: UseMutationResult<unknown, Error, string>;
  onClose: () => void;
}

export function AskDialog({ title, lead, label, type = 'text', field, initial = '', act, onClose }: AskDialogProps) {
  const { t } = useTranslation();
  const [value, setValue] = useState(initial);
  return (
    <Dialog title={title} isOpen onClose={onClose} width="narrow">
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); act.mutate(value.trim(), { onSuccess: () => { toast.success(t('common.saved')); onClose(); } }); }}>
        <p className="small muted">{lead}</p>
        <Problem error={act.error} />
        <TextInput label={label} type={type} value={value} onChange={setValue} errors={act.isError ? toApiError(act.error).fields[field] : undefined} isRequired />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={act.isPending}>{t('common.confirm')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
