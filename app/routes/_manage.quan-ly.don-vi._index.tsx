import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { UnitTree } from '~/components/org/unit-tree';
import { LinkButton } from '~/components/ui/button';
import { Card } from '~/components/ui/card';
import { EmptyState } from '~/components/ui/empty-state';
import { PageHeader } from '~/components/ui/page-header';
import { SearchForm } from '~/components/ui/search-form';
import { canAnywhere, requireAnywhere } from '~/modules/accounts/access';
import { getUnitTree } from '~/modules/org/get-unit-tree.server';
import { formatNumber } from '~/platform/format';
import { pageTitle } from '~/platform/i18n/page-title';
import { useTranslation } from '~/platform/i18n/use-translation';
import { requireViewer } from '~/platform/request-context';
import { searchKey } from '~/platform/vietnamese';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, 'Đơn vị');

export async function loader({ context, request }: LoaderFunctionArgs) {
  const viewer = requireViewer(context, request);
  requireAnywhere(viewer, 'unit.view');
  const search = (new URL(request.url).searchParams.get('tim') ?? '').slice(0, 100);
  const tree = await getUnitTree(viewer, context.services.db);
  const key = searchKey(search);
  const found = key ? tree.filter((unit) => unit.searchKey.includes(key) || searchKey(unit.code).includes(key)) : tree;
  return {
    search,
    // A search shows a flat list: where a unit belongs stands beside it.
    units: found.map(({ searchKey: _, ...unit }) => ({ ...unit, depth: key ? 0 : unit.depth })),
    total: formatNumber(tree.length, 0, context.language),
    manages: canAnywhere(viewer, 'unit.manage'),
  };
}

export default function Units() {
  const { t } = useTranslation();
  const { search, units, total, manages } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        eyebrow={t('{{total}} tổ chức đảng trong phạm vi của đồng chí', { total })}
        title={t('Đơn vị')}
        actions={
          manages ? (
            <>
              <LinkButton to="/quan-ly/nhap-du-lieu" icon="upload" variant="secondary">
                {t('Nhập từ Excel')}
              </LinkButton>
              <LinkButton to="/quan-ly/don-vi/moi" icon="plus">
                {t('Thêm đơn vị')}
              </LinkButton>
            </>
          ) : null
        }
      />
      <Card>
        <SearchForm
          label={t('Tìm theo tên hoặc mã đơn vị')}
          defaultValue={search}
          placeholder={t('Không cần gõ dấu')}
        />
        {units.length > 0 ? (
          <UnitTree units={units} />
        ) : (
          <EmptyState icon="tree" title={t('Không có đơn vị nào khớp')}>
            {t('Đồng chí hãy thử từ ngắn hơn.')}
          </EmptyState>
        )}
      </Card>
    </>
  );
}
