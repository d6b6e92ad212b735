import { type FormEvent, useEffect, useId, useState } from 'react';
import { Button } from '~/components/ui/button';
import { Checkbox } from '~/components/ui/choice';
import { Field, FieldError } from '~/components/ui/field';
import { Notice } from '~/components/ui/notice';
import { Progress } from '~/components/ui/progress';
import { FileField } from '~/components/ui/text-input';
import { findMarkInName } from '~/modules/files/secrecy-mark';
import { MEDIA_ERROR_TEXT, UPLOAD_MAX_BYTES } from '~/modules/media/schema';
import { formatBytes } from '~/platform/format';
import type { Language } from '~/platform/i18n/language';
import { useTranslation } from '~/platform/i18n/use-translation';
import { useLectureUpload } from './use-lecture-upload';

interface Props {
  sessionId: number;
  /** An upload of this person that stopped half-way: its name, for choosing the same file again. */
  unfinished: { fileName: string; percent: number } | null;
  replaces: boolean;
  onChange: () => void;
}

/** Chooses a lecture file and sends it, through broken connections and reloads. */
export function LectureUploader({ sessionId, unfinished, replaces, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const language = i18n.language as Language;
  const upload = useLectureUpload(sessionId, onChange);
  const [ready, setReady] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const formId = useId();
  useEffect(() => setReady(true), []);

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const file = data.get('file');
    const found =
      file instanceof File && file.name !== ''
        ? problemOf(file, data.has('attested'))
        : 'Đồng chí chưa chọn tệp video.';
    setProblem(found);
    if (!found && file instanceof File) upload.start(file);
  };

  const busy = upload.phase === 'sending' || upload.phase === 'waiting' || upload.phase === 'paused';
  const figures = { sent: formatBytes(upload.sent, language), total: formatBytes(upload.total, language) };
  return (
    <div className="flex flex-col gap-4">
      {unfinished && !busy ? (
        <Notice
          tone="warning"
          title={t('Có một lần tải lên dở dang: {{name}} ({{percent}}%)', {
            name: unfinished.fileName,
            percent: unfinished.percent,
          })}
        >
          {t('Chọn lại đúng tệp này để tải tiếp từ chỗ dừng; phần đã tải lên được giữ trong 24 giờ.')}
        </Notice>
      ) : null}
      {upload.phase === 'refused' ? (
        <Notice tone="error" title={t('Chưa nhận được tệp')}>
          {t(upload.refusal ?? 'Máy chủ không nhận tệp này. Đồng chí hãy tải lại trang rồi thử lại.')}
        </Notice>
      ) : null}
      {busy ? (
        <>
          <Progress
            label={upload.phase === 'paused' ? t('Tạm dừng tải lên') : t('Đang tải lên')}
            value={upload.sent}
            max={upload.total}
            text={t('{{sent}} trên {{total}}', figures)}
            tone={upload.phase === 'sending' ? 'info' : 'partial'}
          />
          <p role="status">
            {upload.phase === 'waiting' ? t('Mất kết nối – đang thử lại. Phần đã tải lên không mất.') : null}
            {upload.phase === 'paused' ? t('Bấm “Tải tiếp” khi có mạng; phần đã tải lên không mất.') : null}
          </p>
          <div className="flex flex-wrap gap-3">
            {upload.phase === 'paused' ? (
              <Button type="button" onClick={upload.resume}>
                {t('Tải tiếp')}
              </Button>
            ) : (
              <Button type="button" variant="secondary" onClick={upload.pause}>
                {t('Tạm dừng')}
              </Button>
            )}
            <Button type="button" variant="danger" onClick={upload.cancel}>
              {t('Hủy tải lên')}
            </Button>
          </div>
        </>
      ) : (
        <form id={formId} onSubmit={submit} className="flex flex-col gap-4" noValidate>
          {replaces ? (
            <p>
              {t(
                'Chỉ thay bằng bản tốt hơn của cùng bài giảng, bắt đầu cùng thời điểm với bản cũ: phần đảng viên đã học được giữ theo mốc thời gian, và ngưỡng hoàn thành tính theo độ dài mới. Nếu bản mới ngắn hơn, phần đã học quá điểm cuối tạm không tính, có bản dài hơn thì tính lại. Phụ đề của bản cũ không chuyển sang.',
              )}
            </p>
          ) : null}
          <Field
            label={t('Tệp video bài giảng')}
            hint={t(
              'MP4, MOV, MKV, WebM hoặc AVI; tối đa 8 GB và 8 giờ. Mất mạng hay tải lại trang không làm mất phần đã gửi.',
            )}
          >
            <FileField name="file" accept="video/*,.mkv,.avi,.mov,.mp4,.webm,.ts" disabled={!ready} />
          </Field>
          <Checkbox
            name="attested"
            label={t('Tôi xác nhận nội dung bài giảng không chứa bí mật nhà nước.')}
            disabled={!ready}
          />
          {problem ? <FieldError messages={[problem]} /> : null}
          <div>
            <Button type="submit" icon="upload" disabled={!ready}>
              {replaces ? t('Tải lên để thay bản ghi') : t('Tải lên')}
            </Button>
          </div>
          <noscript>
            <Notice tone="warning">
              {t(
                'Để tải video lên, đồng chí hãy bật JavaScript: tệp lớn được gửi từng phần để không mất khi rớt mạng.',
              )}
            </Notice>
          </noscript>
        </form>
      )}
    </div>
  );
}

/** What the browser can tell before a byte is sent; the server checks all of it again. */
function problemOf(file: File, attested: boolean): string | null {
  if (file.size === 0) return MEDIA_ERROR_TEXT.EMPTY;
  if (file.size > UPLOAD_MAX_BYTES) return MEDIA_ERROR_TEXT.TOO_LARGE;
  if (findMarkInName(file.name)) return 'Tên tệp có dấu chỉ độ mật. Tài liệu mật không được đưa lên hệ thống này.';
  return attested ? null : 'Đồng chí cần xác nhận nội dung không chứa bí mật nhà nước trước khi tải lên.';
}
