import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Button } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { PlainForm } from '~/components/ui/form';
import { findResearchCampaign } from '~/modules/reports/research/export-research.server';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Dữ liệu nghiên cứu');

export async function loader({ context, request, params }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  const code = params.code ?? '';
  await findResearchCampaign({ viewer, code }, context.services);
  return { code };
}

export default function ResearchPage() {
  const { t } = useTranslation();
  const { code } = useLoaderData<typeof loader>();
  const base = `/quan-ly/dot-hoc-tap/${code}/nghien-cuu`;
  return (
    <Card title={t('Dữ liệu nghiên cứu đã bỏ danh tính')}>
      <ul className="mb-4 flex list-disc flex-col gap-2 pl-5">
        <li>{t('Mỗi người phải học một dòng: kết quả, hình thức, số buổi, điểm trắc nghiệm làm tròn.')}</li>
        <li>
          {t('Không có họ tên, ngày sinh, số thẻ. Mã của từng người khác nhau ở mỗi tệp và không lần ngược được.')}
        </li>
        <li>{t('Đặc điểm nào dưới 5 người có chung thì bị bỏ; nhóm quá nhỏ không đưa vào tệp.')}</li>
        <li>{t('Mỗi lần tải được ghi vào nhật ký.')}</li>
      </ul>
      <div className="flex flex-wrap gap-3">
        <PlainForm method="post" action={`${base}/xlsx`}>
          <Button icon="download">{t('Tải Excel')}</Button>
        </PlainForm>
        <PlainForm method="post" action={`${base}/csv`}>
          <Button variant="secondary" icon="download">
            {t('Tải CSV')}
          </Button>
        </PlainForm>
      </div>
    </Card>
  );
}
