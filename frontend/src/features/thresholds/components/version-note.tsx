/** Who set a version of thresholds, when and why. */
import { useTranslation } from 'react-i18next';
import type { ThresholdVersion } from '@/api/types';
import { Card } from '@/components/ui/card';
import { useLocale } from '@/lib/use-locale';

export function VersionNote({ title, version, zone, none }: { title: string; version: ThresholdVersion | null; zone: string; none: string }) {
  const { t } = useTranslation();
  const { instant } = useLocale();
  return (
    <Card title={title}>
      {version ? (
        <>
          <p className="small">
            {t('thresholds.setBy', { name: version.set_by ?? t('common.system'), date: instant(version.valid_from, zone, 'full') })} · {t('thresholds.version')} {version.version}
          </p>
          {version.note ? <p className="small"><q>{version.note}</q></p> : null}
        </>
      ) : <p className="small muted">{none}</p>}
    </Card>
  );
}
