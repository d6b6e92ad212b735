import { Button } from '~/components/ui/button';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { Progress } from '~/components/ui/progress';
import { type AssetProgress, MEDIA_ERROR_TEXT } from '~/modules/media/schema';
import { useTranslation } from '~/platform/i18n/use-translation';

const STAGE: Record<AssetProgress['state'], string> = {
  RECEIVING: 'Đang nhận tệp',
  QUEUED: 'Chờ xử lý',
  PROBING: 'Đang kiểm tra tệp',
  TRANSCODING: 'Đang chuyển mã các mức chất lượng',
  PACKING: 'Đang mã hóa và đóng gói',
  READY: 'Đã xong',
  FAILED: 'Không xử lý được',
};

/** How far the newest video is, or why it was refused; with what one can do about it. */
export function AssetProgressPanel({ asset, uploadId }: { asset: AssetProgress; uploadId: string }) {
  const { t } = useTranslation();
  const failed = asset.state === 'FAILED';
  return (
    <div className="flex flex-col gap-4">
      {failed ? (
        <Notice tone="error" title={t('Không dùng được tệp {{name}}', { name: asset.fileName })}>
          {t(MEDIA_ERROR_TEXT[asset.errorCode ?? 'ENCODE_FAILED'])}
        </Notice>
      ) : (
        <>
          <Progress
            label={t(STAGE[asset.state])}
            value={asset.percent}
            max={100}
            text={`${asset.percent}%`}
            tone="info"
          />
          <p className="text-ink-2">
            {asset.fileName}.{' '}
            {asset.state === 'RECEIVING'
              ? t('Tệp chưa nhận đủ.')
              : t('Đồng chí có thể rời trang này; việc xử lý vẫn tiếp tục.')}
          </p>
        </>
      )}
      <Form method="post">
        <input type="hidden" name="intent" value="cancel" />
        <input type="hidden" name="uploadId" value={uploadId} />
        <Button variant={failed ? 'secondary' : 'danger'}>{failed ? t('Bỏ thông báo này') : t('Hủy')}</Button>
      </Form>
    </div>
  );
}
