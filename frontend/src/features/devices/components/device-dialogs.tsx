/** Assigning, ending an assignment, swapping. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '@/api/errors';
import { usePatientSearch } from '@/api/queries/patient-search';
import { usePracticeZone } from '@/api/session/context';
import { PersonPicker, type Person } from '@/components/clinical/person-picker';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { TextInput } from '@/components/ui/fields';
import { Form } from '@/components/ui/form';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { fromField } from '@/lib/local-time';
import { useDebounced } from '@/lib/use-debounced';
import { modelName } from './model-name';
import { useChangeDevice, useDevices, type Device, type DeviceChange } from '../api/devices';

export type DeviceDialogKind = { kind: 'assign' } | { kind: 'swap' } | { kind: 'unassign'; assignmentId: string; patientName: string };

interface DeviceDialogProps {
  device: Device;
  asked: DeviceDialogKind;
  onClose: () => void;
}

export function DeviceDialog({ device, asked, onClose }: DeviceDialogProps) {
  const { t } = useTranslation();
  const change = useChangeDevice(device.id);
  const [person, setPerson] = useState<Person | null>(null);
  const [slot, setSlot] = useState('1');
  const [next, setNext] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const zone = usePracticeZone();
  const [when, setWhen] = useState('');
  const at = fromField(when, zone)?.toISOString();
  const [isHalf, setHalf] = useState(false);
  const fields = change.isError ? toApiError(change.error).fields : {};
  const request = (): DeviceChange | null => {
    if (asked.kind === 'unassign') return { act: 'unassign', body: { assignment_id: asked.assignmentId, ...(at ? { to: at } : {}) } };
    if (asked.kind === 'assign') return person ? { act: 'assign', body: { patient_id: person.id, slot: Number(slot), ...(at ? { from: at } : {}) } } : null;
    return next ? { act: 'swap', body: { new_device_id: next, reason: reason.trim(), ...(at ? { at } : {}) } } : null;
  };
  const submit = () => {
    const wanted = request();
    if (wanted) change.mutate(wanted, { onSuccess: () => { toast.success(t('inventory.done')); onClose(); } });
  };
  const titles = { assign: t('inventory.assignTitle'), unassign: t('inventory.unassign'), swap: t('inventory.swapTitle') };
  return (
    <Dialog title={titles[asked.kind]} isOpen onClose={onClose}>
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); if (isWhole(event.currentTarget)) submit(); else setHalf(true); }}>
        <Problem error={change.error} />
        {asked.kind === 'unassign' ? <p><strong>{asked.patientName}</strong>. {t('inventory.unassignText')}</p> : null}
        {asked.kind === 'assign' ? <AssignFields device={device} person={person} onPerson={setPerson} slot={slot} onSlot={setSlot} /> : null}
        {asked.kind === 'swap' ? (
          <>
            <p className="small muted">{t('inventory.swapText')}</p>
            <DeviceChoice exclude={device.id} value={next} onChange={setNext} />
            <TextInput label={t('inventory.reason')} value={reason} onChange={setReason} isRequired maxLength={500} />
          </>
        ) : null}
        <TextInput label={`${t(`inventory.when.${asked.kind}`)} (${t('common.optional')})`} hint={`${t('inventory.whenHint')} ${t('common.timesIn', { zone })}`} type="datetime-local" value={when} onChange={(text) => { setWhen(text); setHalf(false); }} errors={isHalf ? [t('inventory.half')] : fields.to ?? fields.from ?? fields.at} />
        <DialogActions>
          <Button onPress={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" kind="primary" busy={change.isPending} isDisabled={request() === null}>{t('common.confirm')}</Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

/** A time begun and not finished has no value, and would be taken for "now". */
function isWhole(form: HTMLFormElement): boolean {
  const field = form.querySelector<HTMLInputElement>('input[type="datetime-local"]');
  if (!field?.validity.badInput) return true;
  field.focus();
  return false;
}

function AssignFields({ device, person, onPerson, slot, onSlot }: {
  device: Device; person: Person | null; onPerson: (person: Person | null) => void; slot: string; onSlot: (slot: string) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const people = usePatientSearch(useDebounced(text, 250));
  return (
    <>
      <PersonPicker label={t('inventory.choosePatient')} text={text} onText={setText} found={people.data?.results ?? []} value={person} onChange={onPerson} />
      {device.slots > 1 ? (
        <SelectInput label={t('inventory.slot')} hint={t('inventory.slotHint')} value={slot} onChange={onSlot}
          options={Array.from({ length: device.slots }, (_, index) => ({ value: String(index + 1), label: String(index + 1) }))} />
      ) : null}
    </>
  );
}

function DeviceChoice({ exclude, value, onChange }: { exclude: string; value: string | null; onChange: (id: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const devices = useDevices({ search: useDebounced(text.trim(), 250), status: null, page: 1 });
  const free = (devices.data?.results ?? []).filter((device) => device.id !== exclude && device.assignments.every((assignment) => assignment.to !== null));
  return (
    <div className="stack-sm">
      <TextInput label={`${t('inventory.newDevice')} (${t('inventory.search')})`} value={text} onChange={setText} autoComplete="off" />
      <div className="person-list" role="group" aria-label={t('inventory.newDevice')}>
        {free.slice(0, 8).map((device) => (
          <button key={device.id} type="button" aria-pressed={device.id === value} onClick={() => onChange(device.id)}>
            <span className="mono">{device.serial}</span> <span className="muted small">{modelName(device.model)}</span>
          </button>
        ))}
        {free.length === 0 ? <span className="muted small">{t('inventory.noneText')}</span> : null}
      </div>
    </div>
  );
}
