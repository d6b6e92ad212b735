import { Button } from '~/components/ui/button';
import { Notice } from '~/components/ui/notice';
import { useTranslation } from '~/platform/i18n/use-translation';
import type { CaptionDraft } from './use-caption-draft';

interface Props {
  draft: CaptionDraft;
  /** Somebody else saved meanwhile: their version. */
  newer: number | null;
  onSaveOver: () => void;
}

/** Whose work is on the page when it is not simply what the server has. */
export function CaptionNotices({ draft, newer, onSaveOver }: Props) {
  const { t } = useTranslation();
  if (newer !== null) {
    return (
      <Notice
        tone="warning"
        title={t('Người khác đã lưu phụ đề này trong lúc đồng chí sửa.')}
        action={
          <div className="flex flex-wrap gap-3">
            <Button type="button" variant="danger" onClick={onSaveOver}>
              {t('Lưu đè bằng bản của tôi')}
            </Button>
            <Button
              type="button"
              variant="secondary"
              onClick={() => window.open(window.location.pathname, '_blank', 'noopener')}
            >
              {t('Mở bản mới ở thẻ khác')}
            </Button>
          </div>
        }
      >
        {t(
          'Phần sửa của đồng chí vẫn còn dưới đây. Đồng chí so với bản mới rồi quyết định; bản bị đè không lấy lại được.',
        )}
      </Notice>
    );
  }
  if (draft.kept === 'stale') {
    return (
      <Notice
        tone="warning"
        title={t('Trình duyệt này còn giữ phần sửa chưa lưu của một bản phụ đề cũ hơn.')}
        action={
          <div className="flex flex-wrap gap-3">
            <Button type="button" variant="secondary" onClick={draft.takeUp}>
              {t('Dùng phần sửa đó')}
            </Button>
            <Button type="button" variant="quiet" onClick={draft.discard}>
              {t('Bỏ phần sửa đó')}
            </Button>
          </div>
        }
      >
        {t('Dưới đây là bản mới nhất trên máy chủ.')}
      </Notice>
    );
  }
  if (draft.kept !== 'restored') return null;
  return (
    <Notice
      tone="info"
      title={t('Đã lấy lại phần sửa chưa lưu của đồng chí.')}
      action={
        <Button type="button" variant="quiet" onClick={draft.discard}>
          {t('Bỏ, dùng bản trên máy chủ')}
        </Button>
      }
    />
  );
}
