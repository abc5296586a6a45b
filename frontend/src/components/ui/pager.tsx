/** Paging of a counted list. */
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button';

export interface PagerProps {
  page: number;
  pageSize: number;
  count: number;
  onChange: (page: number) => void;
}

export function Pager({ page, pageSize, count, onChange }: PagerProps) {
  const { t, i18n } = useTranslation();
  const pages = Math.max(1, Math.ceil(count / pageSize));
  const number = new Intl.NumberFormat(i18n.language);
  const first = count === 0 ? 0 : (page - 1) * pageSize + 1;
  return (
    <nav className="pager" aria-label={t('common.paging')}>
      <span className="muted digits">
        {t('common.range', { first: number.format(first), last: number.format(Math.min(count, page * pageSize)), total: number.format(count) })}
      </span>
      <IconButton label={t('common.previousPage')} isDisabled={page <= 1} onPress={() => onChange(page - 1)} icon={<ChevronLeft size={18} aria-hidden="true" />} />
      <IconButton label={t('common.nextPage')} isDisabled={page >= pages} onPress={() => onChange(page + 1)} icon={<ChevronRight size={18} aria-hidden="true" />} />
    </nav>
  );
}
