/** Help for the keys. */
import { useTranslation } from 'react-i18next';
import { Dialog } from '@/components/ui/dialog';

const KEYS = [
  [['j', '↓'], 'next'], [['k', '↑'], 'previous'], [['Enter', 'o'], 'open'], [['c'], 'claim'], [['a'], 'acknowledge'], [['r'], 'resolve'], [['e'], 'escalate'],
  [['m'], 'comment'], [['v'], 'review'], [['1', '2', '3', '4'], 'filter'], [['?'], 'help'],
] as const;

export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('keys.title')} isOpen={isOpen} onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([names, what]) => (
          <div key={what}>
            <dt>{names.map((name) => <kbd key={name}>{name}</kbd>)}</dt>
            <dd>{t(`keys.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="small muted">{t('keys.off')}</p>
    </Dialog>
  );
}
