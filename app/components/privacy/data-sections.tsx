import { useTranslation } from '~/platform/i18n/use-translation';
import { Card } from '../ui/card';
import { DescriptionList } from '../ui/description-list';
import { Table } from '../ui/table';

interface Section {
  id: string;
  title: string;
  note?: string;
  columns?: string[];
  rows: string[][];
}

/** Rows shown at once; the rest opens in place, so that a phone does not begin with a list without end. */
const SHOWN = 5;

/** Everything held about a person, a card each heading. */
export function DataSections({ sections }: { sections: readonly Section[] }) {
  const { t } = useTranslation();
  return (
    <>
      {sections.map((section) => (
        <Card key={section.id} title={section.title} aside={section.columns ? section.rows.length : undefined}>
          {section.note ? <p className="mb-3 text-ink-2">{section.note}</p> : null}
          {section.rows.length === 0 ? (
            <p>{t('Không có.')}</p>
          ) : section.columns ? (
            <>
              <Rows section={section} rows={section.rows.slice(0, SHOWN)} />
              {section.rows.length > SHOWN ? (
                <details className="mt-2">
                  <summary className="link flex min-h-11 cursor-pointer items-center">{t('Xem tất cả')}</summary>
                  <Rows section={section} rows={section.rows.slice(SHOWN)} />
                </details>
              ) : null}
            </>
          ) : (
            <DescriptionList items={section.rows.map(([term, value]) => ({ term, value }))} />
          )}
        </Card>
      ))}
    </>
  );
}

function Rows({ section, rows }: { section: Section; rows: string[][] }) {
  const columns = (section.columns ?? []).map((header, i) => ({
    id: String(i),
    header,
    cell: (row: { cells: string[] }) => <span className="[overflow-wrap:anywhere]">{row.cells[i]}</span>,
  }));
  return (
    <Table
      caption={section.title}
      columns={columns}
      rows={rows.map((cells, key) => ({ key, cells }))}
      rowKey={(row) => row.key}
    />
  );
}
