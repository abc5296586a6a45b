/** Paging of a counted list. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '@/lib/use-locale';
import { IconButton } from './button';

export interface PagerProps {
  page: number;
  pageSize: number;
  count: number;
  onChange: (page: number) => void;
}

export function Pager({ page, pageSize, count, onChange }: PagerProps) {
  const { t } = useTranslation();
  const { number } = useLocale();
  const pages = Math.max(1, Math.ceil(count / pageSize));
  const first = count === 0 ? 0 : (page - 1) * pageSize + 1;
  return (
    <nav className="pager" aria-label={t('common.paging')}>
      <span className="muted digits">
        {t('common.range', { first: number(first), last: number(Math.min(count, page * pageSize)), total: number(count) })}
      </span>
      <IconButton label={t('common.previousPage')} isDisabled={page <= 1} onPress={() => onChange(page - 1)} icon={<ChevronLeft size={18} aria-hidden="true" />} />
      <IconButton label={t('common.nextPage')} isDisabled={page >= pages} onPress={() => onChange(page + 1)} icon={<ChevronRight size={18} aria-hidden="true" />} />
    </nav>
  );
}
