import clsx from 'clsx';
import { type KeyboardEvent, memo } from 'react';
import { Button } from '~/components/ui/button';
import { Field } from '~/components/ui/field';
import { TextArea, TextInput } from '~/components/ui/text-input';
import type { CueChange, CueProblem, DraftCue } from '~/modules/media/caption-draft';
import { useTranslation } from '~/platform/i18n/use-translation';

/** What happens beside the text: the video goes there, or a time is taken from it. */
export interface RowVideo {
  playFrom: (index: number) => void;
  takeTime: (index: number, field: 'start' | 'end') => void;
}

interface Props {
  index: number;
  cue: DraftCue;
  last: boolean;
  /** It is being said. */
  current: boolean;
  problems: readonly CueProblem[];
  video: RowVideo;
  onChange: (change: CueChange) => void;
  /** To the text of another cue. */
  onMove: (index: number) => void;
}

/** One cue: its times, its words, and what can be done to it. Every button is a form's button too, for pages without script. */
export const CaptionRow = memo(function CaptionRow(props: Props) {
  const { index, cue, last, current, problems, video, onChange, onMove } = props;
  const { t } = useTranslation();
  const number = index + 1;
  const problem = (field: keyof DraftCue) => problems.find((one) => one.field === field)?.message;
  const edit = (change: Partial<DraftCue>) => onChange({ type: 'edit', index, change });
  const operate = (type: 'add' | 'remove' | 'split' | 'merge', words: string) => (
    <Button
      variant="quiet"
      className="px-2.5!"
      name="op"
      value={`${type}.${index}`}
      aria-label={t('{{words}}, câu {{number}}', { words, number })}
      onClick={(event) => {
        event.preventDefault();
        onChange({ type, index });
      }}
    >
      {words}
    </Button>
  );
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.ctrlKey && event.key === 'Enter')
      onChange({ type: 'split', index, at: event.currentTarget.selectionStart });
    else if (event.altKey && event.key === 'ArrowDown') onMove(index + 1);
    else if (event.altKey && event.key === 'ArrowUp') onMove(index - 1);
    else if (event.altKey && event.key === 'Enter') video.playFrom(index);
    else return;
    event.preventDefault();
  };
  return (
    <li
      id={`cau-${number}`}
      aria-current={current || undefined}
      className={clsx(
        'flex scroll-mt-4 flex-col gap-3 rounded-sm border p-3',
        problems.length > 0 ? 'border-danger' : current ? 'border-info bg-info-soft' : 'border-line',
      )}
    >
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-[8.5rem_8.5rem_1fr]">
        <Field label={t('Từ')} error={problem('start')} id={`start-${index}`}>
          <TextInput
            name={`start.${index}`}
            value={cue.start}
            inputMode="text"
            autoComplete="off"
            className="tabular"
            onChange={(event) => edit({ start: event.currentTarget.value })}
          />
        </Field>
        <Field label={t('Đến')} error={problem('end')} id={`end-${index}`}>
          <TextInput
            name={`end.${index}`}
            value={cue.end}
            inputMode="text"
            autoComplete="off"
            className="tabular"
            onChange={(event) => edit({ end: event.currentTarget.value })}
          />
        </Field>
        <Field
          label={t('Câu {{number}}', { number })}
          error={problem('text')}
          id={`text-${index}`}
          className="col-span-2 sm:col-span-1"
        >
          <TextArea
            name={`text.${index}`}
            rows={2}
            value={cue.text}
            aria-keyshortcuts="Control+Enter Alt+ArrowDown Alt+ArrowUp Alt+Enter"
            onKeyDown={onKeyDown}
            onChange={(event) => edit({ text: event.currentTarget.value })}
          />
        </Field>
      </div>
      <div className="-mx-2.5 flex flex-wrap gap-x-1">
        <span className="contents">
          <Button
            type="button"
            variant="quiet"
            icon="play"
            className="px-2.5!"
            aria-label={t('{{words}}, câu {{number}}', { words: t('Nghe'), number })}
            onClick={() => video.playFrom(index)}
          >
            {t('Nghe')}
          </Button>
          <Button
            type="button"
            variant="quiet"
            className="px-2.5!"
            aria-label={t('{{words}}, câu {{number}}', { words: t('Đặt mốc đầu'), number })}
            onClick={() => video.takeTime(index, 'start')}
          >
            {t('Đặt mốc đầu')}
          </Button>
          <Button
            type="button"
            variant="quiet"
            className="px-2.5!"
            aria-label={t('{{words}}, câu {{number}}', { words: t('Đặt mốc cuối'), number })}
            onClick={() => video.takeTime(index, 'end')}
          >
            {t('Đặt mốc cuối')}
          </Button>
        </span>
        {operate('split', t('Tách đôi'))}
        {last ? null : operate('merge', t('Gộp câu sau'))}
        {operate('add', t('Thêm câu sau'))}
        {operate('remove', t('Xóa'))}
      </div>
    </li>
  );
});
