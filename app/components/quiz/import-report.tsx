import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { DescriptionList } from '~/components/ui/description-list';
import { Notice } from '~/components/ui/notice';
import { Table } from '~/components/ui/table';
import type { BankImportView } from '~/modules/quizzes/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

const MOST_PROBLEMS = 200;

/** What an import did, and each question that could not be read, with its line. */
export function ImportReport({ report }: { report: BankImportView }) {
  const { t } = useTranslation();
  const changes = report.added.length + report.changed.length + report.restored.length + report.retired.length;
  const failed = report.total === 0;
  const title = failed
    ? t('Không đọc được câu hỏi nào, ngân hàng giữ nguyên.')
    : report.dryRun
      ? t('Kết quả kiểm tra, chưa ghi gì')
      : changes === 0
        ? t('Tệp giống ngân hàng hiện có, không có gì thay đổi.')
        : t('Đã nhập câu hỏi.');
  const list = (codes: string[]) =>
    codes.length === 0 ? '0' : `${codes.length} (${codes.slice(0, 20).join(', ')}${codes.length > 20 ? '…' : ''})`;
  return (
    <Card id="ket-qua" title={t('Kết quả nhập')}>
      <div className="flex flex-col gap-4">
        <Notice tone={failed ? 'error' : report.problems.length > 0 ? 'warning' : 'success'} title={title}>
          {report.problems.length > 0
            ? t('{{count}} câu có lỗi được để nguyên như trước. Đồng chí sửa theo số dòng rồi nhập lại.', {
                count: report.problems.length,
              })
            : null}
        </Notice>
        {failed ? null : (
          <DescriptionList
            items={[
              { term: t('Câu đọc được'), value: report.total },
              { term: t('Câu mới'), value: list(report.added) },
              { term: t('Câu thành phiên bản mới'), value: list(report.changed) },
              { term: t('Câu dùng lại'), value: list(report.restored) },
              { term: t('Câu ngừng dùng'), value: list(report.retired) },
              { term: t('Không đổi'), value: report.unchanged },
            ]}
          />
        )}
        {report.retirementSkipped ? (
          <Notice tone="warning" title={t('Chưa ngừng dùng câu nào')}>
            {t('Trong tệp có câu lỗi không đọc được mã, nên các câu vắng mặt được giữ lại.')}
          </Notice>
        ) : null}
        {report.problems.length > 0 ? (
          <Table
            caption={t('Câu có lỗi')}
            captionVisible
            rows={report.problems.slice(0, MOST_PROBLEMS).map((problem, index) => ({ ...problem, index }))}
            rowKey={(problem) => problem.index}
            columns={[
              { id: 'line', header: t('Dòng'), numeric: true, cell: (problem) => problem.line },
              { id: 'question', header: t('Câu'), cell: (problem) => problem.question ?? '–' },
              { id: 'message', header: t('Lỗi'), cell: (problem) => t(problem.message, problem.params) },
            ]}
          />
        ) : null}
        {failed || report.dryRun ? null : (
          <div>
            <LinkButton variant="secondary" to={`/quan-ly/ngan-hang-cau-hoi/${report.bankCode}`}>
              {t('Mở ngân hàng')}
            </LinkButton>
          </div>
        )}
      </div>
    </Card>
  );
}
