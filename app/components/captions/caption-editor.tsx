import { useNavigation, useSearchParams, useSubmit } from '@remix-run/react';
import { type FormEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PlayerHandle } from '~/components/player/player-events';
import { Button } from '~/components/ui/button';
import { Form } from '~/components/ui/form';
import { Notice } from '~/components/ui/notice';
import { Pagination } from '~/components/ui/pagination';
import {
  CUES_A_PAGE,
  type CueProblem,
  checkCues,
  cueAt,
  cueTime,
  type DraftCue,
  draftOf,
  readCueTime,
} from '~/modules/media/caption-draft';
import { formTokenField } from '~/platform/form-token';
import { useTranslation } from '~/platform/i18n/use-translation';
import { CaptionNotices } from './caption-notices';
import { CaptionRow, type RowVideo } from './caption-row';
import { useCaptionDraft } from './use-caption-draft';

interface Props {
  sessionId: number;
  /** Seconds of the recording. */
  seconds: number;
  stored: DraftCue[];
  version: number;
  posted: DraftCue[] | null;
  /** The server found these. */
  problems: CueProblem[];
  /** Somebody else saved meanwhile: their version. */
  newer: number | null;
  player: RefObject<PlayerHandle>;
}

/** The captions as a list of cues, a page at a time, beside the video. All of it is sent together. */
export function CaptionEditor({ sessionId, seconds, stored, version, posted, problems, newer, player }: Props) {
  const { t } = useTranslation();
  const submit = useSubmit();
  const saving = useNavigation().formData !== undefined;
  const draft = useCaptionDraft({ sessionId, stored, version, posted });
  const { cues, change, settle } = draft;
  const [query, setQuery] = useSearchParams();
  const [found, setFound] = useState<CueProblem[] | null>(null);
  const shown = found ?? problems;
  const pageCount = Math.max(1, Math.ceil(cues.length / CUES_A_PAGE));
  const page = Math.min(pageCount, Math.max(1, Math.trunc(Number(query.get('trang') ?? 1)) || 1));
  const first = (page - 1) * CUES_A_PAGE;
  const rows = cues.slice(first, first + CUES_A_PAGE);
  const list = useRef(cues);
  list.current = cues;

  const current = useCurrentCue(player, list);
  const wanted = useRef<string | null>(null);
  const goTo = useCallback(
    (index: number, field: keyof DraftCue = 'text') => {
      if (index < 0 || index >= list.current.length) return;
      wanted.current = `${field}-${index}`;
      const target = Math.floor(index / CUES_A_PAGE) + 1;
      setQuery(
        (known) => {
          known.set('trang', String(target));
          known.delete('xong');
          return known;
        },
        { replace: true, preventScrollReset: true },
      );
      document.getElementById(wanted.current)?.focus();
    },
    [setQuery],
  );
  // Where one wanted to go is there once its page is.
  useEffect(() => {
    if (wanted.current === null) return;
    const field = document.getElementById(wanted.current);
    if (!field) return;
    wanted.current = null;
    field.focus();
    field.scrollIntoView({ block: 'nearest' });
  });

  const video = useMemo<RowVideo>(
    () => ({
      playFrom: (index) => {
        player.current?.seekTo((readCueTime(list.current[index]?.start ?? '') ?? 0) / 1000);
        player.current?.play();
      },
      takeTime: (index, field) => {
        const at = cueTime(Math.round((player.current?.currentTime ?? 0) * 1000));
        change({ type: 'edit', index, change: { [field]: at } });
      },
    }),
    [player, change],
  );

  const save = useCallback(
    (over: number | null) => {
      const checked = checkCues(list.current, seconds);
      setFound(checked.ok ? null : checked.problems);
      const [wrong] = checked.ok ? [] : checked.problems;
      if (!checked.ok) return goTo(wrong?.index ?? 0, wrong?.field);
      const sent = draftOf(checked.cues);
      settle(sent);
      const form = new FormData();
      for (const [name, value] of Object.entries(formTokenField())) form.set(name, value);
      form.set('version', String(over ?? version));
      form.set('draft', new File([JSON.stringify(sent)], 'draft.json', { type: 'application/json' }));
      submit(form, { method: 'post', encType: 'multipart/form-data' });
    },
    [seconds, version, submit, goTo, settle],
  );
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      save(null);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [save]);

  return (
    <Form
      method="post"
      encType="multipart/form-data"
      className="flex flex-col gap-4"
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        save(null);
      }}
    >
      <input type="hidden" name="version" value={newer ?? version} />
      <input type="hidden" name="page" value={page} />
      <noscript>
        <textarea hidden readOnly name="draft" defaultValue={JSON.stringify(cues)} />
      </noscript>
      <CaptionNotices {...{ draft, newer }} onSaveOver={() => save(newer)} />
      {shown.length > 0 ? (
        <Notice tone="error" title={t('Chưa lưu được: còn {{count}} chỗ cần sửa', { count: shown.length })}>
          <ul className="mt-1 flex flex-wrap gap-x-4">
            {shown.slice(0, 20).map(({ index, field }) => (
              <li key={`${index}-${field}`}>
                <a
                  className="link inline-flex min-h-11 items-center"
                  href={`?trang=${Math.floor(index / CUES_A_PAGE) + 1}#cau-${index + 1}`}
                  onClick={(event) => {
                    event.preventDefault();
                    goTo(index, field);
                  }}
                >
                  {t('Câu {{number}}', { number: index + 1 })}
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button busy={saving}>{t('Lưu phụ đề')}</Button>
        {draft.undo ? (
          <Button type="button" variant="secondary" onClick={draft.undo}>
            {t('Hoàn tác')}
          </Button>
        ) : null}
        {current >= 0 ? (
          <Button type="button" variant="secondary" onClick={() => goTo(current)}>
            {t('Đến câu đang nói')}
          </Button>
        ) : null}
        <span role="status" className="text-ink-2" data-captions-state={draft.changed ? 'changed' : 'saved'}>
          {draft.changed
            ? t('Có sửa đổi chưa lưu; trình duyệt này giữ lại giúp đồng chí.')
            : t('{{count}} câu', { count: cues.length })}
        </span>
      </div>
      {cues.length === 0 ? (
        <div>
          <p className="mb-3">
            {t('Chưa có câu nào. Đồng chí thêm câu đầu tiên, hoặc tải tệp phụ đề ở trang Bản ghi.')}
          </p>
          <Button
            variant="secondary"
            icon="plus"
            name="op"
            value="add.-1"
            onClick={(event) => {
              event.preventDefault();
              change({ type: 'add', index: -1 });
            }}
          >
            {t('Thêm câu đầu tiên')}
          </Button>
        </div>
      ) : (
        <ol start={first + 1} className="flex flex-col gap-3">
          {rows.map((cue, i) => (
            <CaptionRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a cue is its place in the list; it has no other identity
              key={first + i}
              index={first + i}
              cue={cue}
              last={first + i === cues.length - 1}
              current={current === first + i}
              problems={problemsOf(shown, first + i)}
              video={video}
              onChange={change}
              onMove={goTo}
            />
          ))}
        </ol>
      )}
      <Pagination page={page} pageCount={pageCount} label={t('Trang của phụ đề')} />
    </Form>
  );
}

const NONE: readonly CueProblem[] = [];
const problemsOf = (problems: readonly CueProblem[], index: number): readonly CueProblem[] => {
  const own = problems.filter((one) => one.index === index);
  return own.length > 0 ? own : NONE;
};

/** Which cue is being said; −1 before the video plays. */
function useCurrentCue(player: RefObject<PlayerHandle>, list: RefObject<DraftCue[]>): number {
  const [current, setCurrent] = useState(-1);
  useEffect(() => {
    const follow = (seconds: number) => setCurrent(cueAt(seconds * 1000, list.current ?? []));
    const stop = [
      player.current?.on('played', ({ to }) => follow(to)),
      player.current?.on('seek', ({ to }) => follow(to)),
    ];
    return () => {
      for (const one of stop) one?.();
    };
  }, [player, list]);
  return current;
}
