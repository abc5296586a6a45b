/** Give an item to somebody, write something down, settle it with what came of it. */
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useColleagues } from '@/api/queries/colleagues';
import { useCan } from '@/api/session/context';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextInput } from '@/components/ui/fields';
import { Problem } from '@/components/ui/problem';
import { SelectInput } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';
import { OUTCOMES, useAssign, useFinish, useNote, type Work, type WorkDone } from '../api/work';

const NOBODY = 'nobody';

export function WorkActs({ item }: { item: Work }) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [outcome, setOutcome] = useState<WorkDone['outcome']>('done');
  const add = useNote(item.id);
  const finish = useFinish(item.id);
  const write = () => add.mutate(note.trim(), { onSuccess: () => { setNote(''); toast.success(t('work.noted')); } });
  const settle = () => finish.mutate({ outcome, ...(note.trim() ? { note: note.trim() } : {}) }, { onSuccess: () => toast.success(t('work.settled')) });
  return (
    <Card title={t('work.acts')}>
      {useCan('user.read') ? <Assign item={item} /> : null}
      <Form className="stack" onSubmit={(event) => { event.preventDefault(); settle(); }}>
        <TextInput label={t('work.note')} value={note} onChange={setNote} multiline maxLength={2000} />
        <div className="toolbar">
          <Button isDisabled={!note.trim()} busy={add.isPending} onPress={write}>{t('work.addNote')}</Button>
          <SelectInput label={t('work.outcome')} value={outcome} onChange={setOutcome} options={OUTCOMES.map((value) => ({ value, label: t(`work.outcomes.${value}`) }))} />
          <Button type="submit" kind="primary" busy={finish.isPending}>{t('work.finish')}</Button>
        </div>
        <Problem error={add.error ?? finish.error} />
      </Form>
    </Card>
  );
}

function Assign({ item }: { item: Work }) {
  const { t } = useTranslation();
  const assign = useAssign(item.id);
  const { data: people = [] } = useColleagues();
  return (
    <>
      <SelectInput
        label={t('work.assignTo')} value={item.assigned_id ?? NOBODY}
        onChange={(value) => assign.mutate(value === NOBODY ? null : value, { onSuccess: () => toast.success(t('work.given')) })}
        options={[{ value: NOBODY, label: t('work.nobody') }, ...people.map((one) => ({ value: one.membership_id, label: `${one.first_name} ${one.last_name}` }))]}
      />
      <Problem error={assign.error} />
    </>
  );
}
