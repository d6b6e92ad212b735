import clsx from 'clsx';
import type { ReactNode } from 'react';

export interface Column<Row> {
  /** Stable name of the column. */
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Figures: right aligned, tabular. */
  numeric?: boolean;
  /** The cell that names the row; the first column unless said otherwise. */
  rowHeader?: boolean;
  className?: string;
}

interface Props<Row> {
  /** What the table lists, for screen readers; shown above it with `captionVisible`. */
  caption: string;
  captionVisible?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** On a phone: each row a card of label and value (default), or the table scrolls sideways in a labelled region. */
  narrow?: 'cards' | 'scroll';
  footer?: ReactNode;
  rowClassName?: (row: Row) => string | undefined;
}

/** Works without script; 360 px wide it becomes cards or a labelled region that scrolls with the keyboard. */
export function Table<Row>(props: Props<Row>) {
  const { caption, captionVisible, columns, rows, rowKey, narrow = 'cards', footer, rowClassName } = props;
  const headerId = columns.find((column) => column.rowHeader)?.id ?? columns[0]?.id;
  const cards = narrow === 'cards';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would need a heading; the caption names this region
    <div
      role="region"
      aria-label={caption}
      tabIndex={cards ? undefined : 0}
      className={clsx('relative', cards ? 'md:overflow-x-auto' : 'overflow-x-auto')}
    >
      <table className={clsx('w-full border-collapse text-left', cards ? 'block md:table print:table' : 'table')}>
        <caption className={captionVisible ? 'pb-2 text-left font-semibold' : 'sr-only'}>{caption}</caption>
        <thead
          className={
            cards
              ? 'sr-only md:not-sr-only md:table-header-group print:not-sr-only print:table-header-group'
              : undefined
          }
        >
          <tr className="border-b border-line align-bottom text-sm text-ink-2">
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={clsx('px-3 py-2 font-medium', column.numeric && 'text-right', column.className)}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={cards ? 'block md:table-row-group print:table-row-group' : undefined}>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={clsx(
                'border-b border-line last:border-b-0',
                cards && 'block py-3 md:table-row md:py-0 print:table-row',
                rowClassName?.(row),
              )}
            >
              {columns.map((column) => {
                const Cell = column.id === headerId ? 'th' : 'td';
                return (
                  <Cell
                    key={column.id}
                    scope={Cell === 'th' ? 'row' : undefined}
                    className={clsx(
                      'align-middle font-normal',
                      cards
                        ? 'flex items-baseline justify-between gap-4 px-1 py-1 md:table-cell md:px-3 md:py-3 print:table-cell'
                        : 'px-3 py-3',
                      cards && Cell === 'th' && 'font-semibold md:font-normal',
                      column.numeric && 'tabular md:text-right',
                      !cards && column.numeric && 'text-right',
                      column.className,
                    )}
                  >
                    {cards && Cell !== 'th' ? (
                      <span className="max-w-[45%] shrink-0 text-sm text-ink-2 md:hidden print:hidden">
                        {column.header}
                      </span>
                    ) : null}
                    {cards ? (
                      <span
                        className={clsx(
                          'min-w-0',
                          Cell !== 'th' && (column.numeric ? 'text-right' : 'text-right md:text-left print:text-left'),
                        )}
                      >
                        {column.cell(row)}
                      </span>
                    ) : (
                      column.cell(row)
                    )}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
        {footer ? <tfoot className="border-t-2 border-line font-semibold">{footer}</tfoot> : null}
      </table>
    </div>
  );
}
