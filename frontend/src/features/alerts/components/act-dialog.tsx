/** The words an act on an alert needs: a comment, an outcome, a reason. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Alert } from '@/api/types';
import { SeverityBadge } from '@/components/ui/badges';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { CheckBox, TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import type { AlertAct, EscalateTo, Outcome } from '../api/alerts';

export type DialogAction = 'acknowledge' | 'resolve' | 'comment' | 'escalate';
/** The outcomes the API takes. */
const OUTCOMES: Outcome[] = [
  'contacted_patient', 'medication_changed', 'visit_scheduled', 'emergency_services', 'measurement_error', 'expected_value', 'device_problem', 'no_action_needed',
];
const ESCALATE_TO: EscalateTo[] = ['provider', 'clinical_manager', 'nurse', 'data_monitor'];

interface ActDialogProps {
  action: DialogAction;
  alert: Alert;
  error: unknown;
  busy: boolean;
  onClose: () => void;
  onSubmit: (act: AlertAct) => void;
}

export function ActDialog({ action, alert, error, busy, onClose, onSubmit }: ActDialogProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<Outcome>('contacted_patient');
  const [toRole, setToRole] = useState<EscalateTo>('provider');
  const [stat, setStat] = useState(false);
  const submit = () => {
    const words = text.trim();
    if (action === 'escalate') onSubmit({ action, input: { reason: words, to_role: toRole, stat } });
    else if (action === 'resolve') onSubmit({ action, input: { outcome, ...(words ? { comment: words } : {}) } });
    else onSubmit({ action, input: words ? { comment: words } : {} });
  };
  const needsWords = action === 'comment' || action === 'escalate';
  return (
    <Dialog title={t(`alerts.${action}Title`)} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <div className="stack-sm">
          <div className="row"><SeverityBadge severity={alert.severity} /> <span className="strong">{alert.patient_name}</span></div>
          <p>{alert.message}</p>
          {action === 'comment' ? null : <p className="muted small">{t(`alerts.${action}Text`)}</p>}
        </div>
        {action === 'resolve' ? (
          <SelectInput label={t('alerts.outcome')} value={outcome} onChange={setOutcome}
            options={OUTCOMES.map((value) => ({ value, label: t(`alerts.outcomes.${value}`) }))} />
        ) : null}
        {action === 'escalate' ? (
          <>
            <SelectInput label={t('alerts.toRole')} value={toRole} onChange={setToRole} options={ESCALATE_TO.map((value) => ({ value, label: t(`role.${value}`) }))} />
            <CheckBox isSelected={stat} onChange={setStat}>{t('alerts.stat')}</CheckBox>
          </>
        ) : null}
        <TextInput
          label={action === 'escalate' ? t('alerts.reasonLabel') : needsWords ? t('alerts.commentLabel') : `${t('alerts.commentLabel')} (${t('common.optional')})`}
          value={text} onChange={setText} multiline isRequired={needsWords} maxLength={2000} autoFocus
        />
        <Problem error={error} />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind={action === 'escalate' ? 'danger' : 'primary'} busy={busy}>{t(`alerts.${action}`)}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
