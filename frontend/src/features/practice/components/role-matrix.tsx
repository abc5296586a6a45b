/** The permission matrix, as the server enforces it. */
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Card } from '@/components/ui/card';
import { QueryView } from '@/components/ui/states';
import { Table, type Column } from '@/components/ui/table';
import { useRoleMatrix } from '../api/practice';

interface Line {
  permission: string;
  means: string;
}

export function RoleMatrixPanel() {
  const { t } = useTranslation();
  const query = useRoleMatrix();
  return (
    <Card title={t('practice.matrix')} flush>
      <QueryView query={query}>
        {(matrix) => {
          const columns: Column<Line>[] = [
            { key: 'what', header: t('practice.permission'), isRowHeader: true, cell: (line) => <>{line.means} <span className="mono muted small">{line.permission}</span></> },
            ...matrix.roles.map(({ role, permissions }): Column<Line> => ({
              key: role, header: t(`role.${role}`),
              cell: (line) => permissions.includes(line.permission) ? <Check size={16} aria-label={t('common.yes')} /> : <span className="visually-hidden">{t('common.no')}</span>,
            })),
          ];
          return <Table dense caption={t('practice.matrix')} columns={columns} rows={matrix.permissions} rowKey={(line) => line.permission} />;
        }}
      </QueryView>
    </Card>
  );
}
