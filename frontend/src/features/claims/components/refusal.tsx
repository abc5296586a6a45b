/** A refused file or batch: that nothing was done, the segment with its reason, and the places a validator names; or what must be set first. */
import { FileX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { toApiError } from '@/api/errors';
import { Problem } from '@/components/ui/problem';
import { paths } from '@/config/paths';

export function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const { code, data, message } = toApiError(error);
  const faults = Array.isArray(data.faults) ? data.faults.map(String) : [];
  const segment = typeof data.segment === 'number' && data.segment > 0 ? data.segment : null;
  if (code === 'claim_settings_missing') {
    return <p className="notice notice-error" role="alert"><FileX size={16} aria-hidden="true" /> <span>{t('claims.setUpFirst')} <Link to={paths.billing('setup')}>{t('claims.setUp')}</Link></span></p>;
  }
  if (code !== 'bad_x12' && faults.length === 0) return <Problem error={error} />;
  return (
    <div className="notice notice-error" role="alert">
      <FileX size={16} aria-hidden="true" />
      <div>
        <strong>{t('edi.refused')}</strong>{' '}
        {segment === null ? message : t('edi.place', { segment, name: String(data.name), reason: String(data.reason) })}
        {faults.length ? <ul className="claim-problems">{faults.map((fault) => <li key={fault}>{fault}</li>)}</ul> : null}
      </div>
    </div>
  );
}
