/** A plain table: caption for screen readers, header cells scoped, scrolls sideways on its own and by keyboard. */
import type { ReactNode } from 'react';

export interface Column<T> {
  key: string;
  header: ReactNode;
  cell: (row: T) => ReactNode;
  align?: 'end';
  /** Sentences: never squeezed into a column of single words; the table scrolls instead. */
  wide?: boolean;
  isRowHeader?: boolean;
}

export interface TableProps<T> {
  caption: string;
  columns: Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  dense?: boolean;
}

function classOf<T>({ align, wide }: Column<T>): string | undefined {
  return [align === 'end' ? 'cell-end' : '', wide ? 'cell-wide' : ''].filter(Boolean).join(' ') || undefined;
}

export function Table<T>({ caption, columns, rows, rowKey, dense }: TableProps<T>) {
  return (
    // A region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-wrap" role="region" aria-label={caption} tabIndex={0}>
      <table className={dense ? 'table table-dense' : 'table'}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classOf(column)}>{column.header}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) =>
                column.isRowHeader ? (
                  <th key={column.key} scope="row" className={classOf(column)}>{column.cell(row)}</th>
                ) : (
                  <td key={column.key} className={classOf(column)}>{column.cell(row)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
