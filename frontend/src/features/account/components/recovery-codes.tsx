/** Recovery codes, shown once. */
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';

export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n'));
    toast.success(t('common.copied'));
  };
  return (
    <div className="stack">
      <h2 className="card-title">{t('totp.codesTitle')}</h2>
      <p>{t('totp.codesLead')}</p>
      <ul className="codes">{codes.map((code) => <li key={code}>{code}</li>)}</ul>
      <div className="row">
        <Button onPress={() => void copy()}>{t('common.copy')}</Button>
        <Button kind="primary" onPress={onDone}>{t('totp.codesKept')}</Button>
      </div>
    </div>
  );
}
