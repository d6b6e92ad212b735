import clsx from 'clsx';
import { Badge } from '~/components/ui/badge';
import { Card } from '~/components/ui/card';
import { Notice } from '~/components/ui/notice';
import { ShareBar } from '~/components/ui/share-bar';
import type { StreamHealth } from '~/modules/broadcasts/schema';
import { SLOT_NAMES } from '~/modules/broadcasts/schema';
import { formatNumber } from '~/platform/format';
import { useTranslation } from '~/platform/i18n/use-translation';
import { formatWithClock, HANOI, type Language } from '~/platform/time';
import { isAlarming, segmentAge } from './stream-alert';
import { REFUSAL_WORDS, WARNING_WORDS } from './stream-words';
import type { OperatorHealth } from './use-operator-health';

/** Loudness from which silence is only suspected, dBFS. */
const QUIETEST_DB = -60;

/** The red line above everything: what is wrong and what to do. Nothing while all is well. */
export function StreamAlert({ health: current }: { health: OperatorHealth }) {
  const { t } = useTranslation();
  const { broadcast, health, passedMs, offline } = current;
  const active = health?.streams.find((stream) => stream.active) ?? null;
  const facts = { lastSegmentAt: active?.lastSegmentAt ?? null, now: broadcast.now, passedMs };
  const alarming = isAlarming({ ...facts, state: broadcast.state, stalled: broadcast.stalled });
  const age = segmentAge(facts);
  return (
    <div className="contents" data-alarm={alarming || undefined}>
      {alarming ? (
        <Notice
          tone="error"
          title={
            age === null
              ? t('Luồng phát đã đứt: không nhận được hình.')
              : t('Luồng phát đã đứt: {{seconds}} giây chưa có hình mới.', { seconds: Math.floor(age) })
          }
        >
          {t(
            'Đồng chí kiểm tra mạng và bộ mã hóa ngay. Khi bộ mã hóa phát lại bằng cùng khóa, người xem tự tiếp tục; luồng dự phòng cũng tự thay nếu đang kết nối.',
          )}
        </Notice>
      ) : null}
      {offline && passedMs > 5_000 ? (
        <Notice tone="warning" title={t('Trang này chưa liên lạc được với máy chủ.')}>
          {t(
            'Số liệu bên dưới là của {{seconds}} giây trước. Trang sẽ tự thử lại; việc phát không phụ thuộc vào trang này.',
            {
              seconds: Math.floor(passedMs / 1000),
            },
          )}
        </Notice>
      ) : null}
      {health?.refused ? (
        <Notice
          tone="warning"
          title={t('Đã từ chối một luồng vào {{slot}}', { slot: t(SLOT_NAMES[health.refused.slot]).toLowerCase() })}
        >
          {t(REFUSAL_WORDS[health.refused.reason] ?? REFUSAL_WORDS.OTHER)}
        </Notice>
      ) : null}
    </div>
  );
}

/** Each connected encoder with its figures. */
export function StreamHealthCard({ health: current }: { health: OperatorHealth }) {
  const { t } = useTranslation();
  const { health } = current;
  return (
    <Card
      id="tinh-trang"
      title={t('Tình trạng luồng')}
      aside={t('{{count}} trang đang mở', { count: current.broadcast.viewers })}
    >
      {health === null ? (
        <p className="text-ink-2">{t('Chưa đọc được tình trạng luồng. Trang sẽ tự thử lại.')}</p>
      ) : health.streams.length === 0 ? (
        <p className="text-ink-2">
          {t('Chưa có bộ mã hóa nào kết nối. Đồng chí đặt địa chỉ và khóa bên dưới vào bộ mã hóa rồi bắt đầu phát.')}
        </p>
      ) : (
        <div className="flex flex-col gap-5">
          {health.streams.map((stream) => (
            <StreamFigures key={stream.slot} stream={stream} current={current} />
          ))}
        </div>
      )}
    </Card>
  );
}

function StreamFigures({ stream, current }: { stream: StreamHealth; current: OperatorHealth }) {
  const { t, i18n } = useTranslation();
  const lang = i18n.language as Language;
  const { broadcast, passedMs } = current;
  const age = segmentAge({ lastSegmentAt: stream.lastSegmentAt, now: broadcast.now, passedMs });
  const rare = (stream.keyframeSeconds ?? 0) > 2.5;
  const figures = [
    {
      term: t('Tốc độ dữ liệu'),
      value: t('{{rate}} kbit/giây', { rate: formatNumber(Math.round(stream.bitrateKbps), 0, lang) }),
    },
    {
      term: t('Hình'),
      value: stream.width && stream.height ? `${stream.width} × ${stream.height}` : '–',
      note: stream.videoCodec,
    },
    { term: t('Khung hình mỗi giây'), value: formatNumber(stream.fps, 1, lang) },
    {
      term: t('Khung hình rớt'),
      value: formatNumber(stream.droppedFrames, 0, lang),
      bad: stream.droppedFrames > 0,
    },
    {
      term: t('Khoảng cách khung hình chính'),
      value:
        stream.keyframeSeconds === null
          ? '–'
          : t('{{seconds}} giây', { seconds: formatNumber(stream.keyframeSeconds, 1, lang) }),
      note: rare ? t('Hãy đặt 2 giây') : null,
      bad: rare,
    },
    {
      term: t('Đoạn hình mới nhất'),
      value: age === null ? '–' : t('{{seconds}} giây trước', { seconds: formatNumber(age, 0, lang) }),
      note: stream.lastSegmentAt ? formatWithClock(new Date(stream.lastSegmentAt), HANOI, lang) : null,
      bad: age !== null && age > 8,
    },
  ];
  return (
    <section aria-label={t(SLOT_NAMES[stream.slot])} data-stream={stream.slot}>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h3 className="text-base font-semibold">{t(SLOT_NAMES[stream.slot])}</h3>
        {stream.active ? <Badge tone="live">{t('đang dùng')}</Badge> : <Badge>{t('chờ thay')}</Badge>}
      </div>
      {stream.warning && WARNING_WORDS[stream.warning] ? (
        <div className="mb-3">
          <Notice tone="warning">{t(WARNING_WORDS[stream.warning] ?? '')}</Notice>
        </div>
      ) : null}
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        {figures.map(({ term, value, note, bad }) => (
          <div key={term} className="rounded-sm bg-sunken px-3 py-2">
            <dt className="text-sm text-ink-2">{term}</dt>
            <dd>
              <span className={clsx('tabular text-lg font-bold', bad && 'text-danger')}>{value}</span>
              {note ? <span className="block text-sm text-ink-2">{note}</span> : null}
            </dd>
          </div>
        ))}
        <div className="col-span-2 rounded-sm bg-sunken px-3 py-2 sm:col-span-3">
          <dt className="text-sm text-ink-2">{t('Mức tiếng')}</dt>
          <dd>
            <AudioLevel db={stream.audioLevelDb} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

function AudioLevel({ db }: { db: number | null }) {
  const { t, i18n } = useTranslation();
  if (db === null) return <span className="font-bold text-danger">{t('Không có tiếng')}</span>;
  const share = (db - QUIETEST_DB) / -QUIETEST_DB;
  const value = t('{{level}} dB', { level: formatNumber(Math.round(db), 0, i18n.language as Language) });
  return (
    <span className="flex items-center gap-3">
      <span className="tabular w-16 shrink-0 font-bold">{value}</span>
      <span className="h-4 grow">
        <ShareBar share={share} tone={db > -3 ? 'danger' : 'done'} className="h-4 rounded-sm border border-line" />
      </span>
    </span>
  );
}
