import { deviceText } from '~/modules/accounts/device-text';
import { ROLE_NAMES } from '~/modules/accounts/schema';
import { WAY_LABELS } from '~/modules/attendance/schema';
import { ROSTER_REASON_NAMES } from '~/modules/campaigns/schema';
import { MEMBER_ACTIVITY_LABELS, MEMBER_KIND_LABELS } from '~/modules/org/schema';
import { QUESTION_STATE_NAMES } from '~/modules/questions/schema';
import { formatDay, formatMinutes } from '~/platform/format';
import type { Translation } from '~/platform/i18n/use-translation';
import { formatWithClock, type Language } from '~/platform/time';
import type { MyData } from './get-my-data.server';
import { REQUEST_KIND_NAMES, REQUEST_STATE_NAMES } from './schema';

/** One heading of „Dữ liệu của tôi“, on the page as on paper: facts (two columns without heads), or a table. */
export interface DataSection {
  id: string;
  title: string;
  note?: string;
  /** Absent: `rows` are pairs of term and value. */
  columns?: string[];
  rows: string[][];
}

interface Words {
  t: Translation['t'];
  language: Language;
  timeZone: string;
}

const DASH = '–';

/** Everything held about a person, in words. Pure: the same data give the same words. */
export function describeMyData({ account, member, madeAt }: MyData, { t, language, timeZone }: Words): DataSection[] {
  const at = (moment: Date | null) => (moment ? formatWithClock(moment, timeZone, language) : DASH);
  const day = (date: Date | null) => (date ? formatDay(date) : DASH);
  const text = (value: string | null) => value ?? DASH;
  const yes = (value: boolean) => (value ? t('Có') : t('Không'));
  const session = (one: { title: string; campaign: { title: string } }) => `${one.title} (${one.campaign.title})`;
  const sections: DataSection[] = [
    {
      id: 'tai-khoan',
      title: t('Tài khoản'),
      note: t('Mật khẩu được giữ ở dạng không thể đọc ngược, nên không có ở đây.'),
      rows: [
        [t('Tên đăng nhập'), account.username],
        [t('Tên hiển thị'), account.displayName],
        [t('Vai trò'), account.grants.map((g) => `${t(ROLE_NAMES[g.role])}, ${g.unit.name}`).join('; ') || DASH],
        [t('Lập lúc'), at(account.createdAt)],
        [t('Đăng nhập gần nhất'), at(account.lastSignInAt)],
        [t('Số lần đã nhập danh sách, tải tệp lên'), `${account.imports}, ${account.uploads}`],
      ],
    },
  ];
  if (member) {
    const birth = member.birthDate
      ? day(member.birthDate)
      : text(member.birthYear === null ? null : String(member.birthYear));
    sections.unshift({
      id: 'ho-so',
      title: t('Thông tin đảng viên'),
      note: t('Do chi bộ cung cấp. Số thẻ, thư điện tử và điện thoại được mã hóa khi lưu.'),
      rows: [
        [t('Họ và tên'), member.fullName],
        [t('Ngày sinh'), birth],
        [t('Số thẻ đảng viên'), text(member.cardNumber)],
        [t('Loại'), t(MEMBER_KIND_LABELS[member.kind])],
        [t('Ngày vào Đảng'), day(member.joinedOn)],
        [t('Chi bộ'), member.unit],
        [t('Tình trạng'), t(MEMBER_ACTIVITY_LABELS[member.status])],
        [t('Chức vụ Đảng'), text(member.partyPosition)],
        [t('Chức vụ chính quyền'), text(member.governmentPosition)],
        [t('Cán bộ chủ chốt'), yes(member.keyCadre)],
        [t('Thư điện tử'), text(member.email)],
        [t('Điện thoại'), text(member.phone)],
        [t('Múi giờ'), text(member.timeZone)],
        [t('Đưa vào hệ thống'), at(member.createdAt)],
      ],
    });
    const period = (one: { validFrom: Date; validTo: Date | null }) => [
      day(one.validFrom),
      one.validTo ? day(one.validTo) : t('nay'),
    ];
    const add = (id: string, title: string, columns: string[], rows: string[][], note?: string) =>
      sections.push({ id, title, columns, rows, ...(note ? { note } : {}) });
    add(
      'sinh-hoat',
      t('Chi bộ và tình trạng sinh hoạt qua các thời kỳ'),
      [t('Nội dung'), t('Từ ngày'), t('Đến ngày'), t('Lý do')],
      [
        ...member.homes.map((one) => [one.unit.name, ...period(one), DASH]),
        ...member.statuses.map((one) => [t(MEMBER_ACTIVITY_LABELS[one.status]), ...period(one), text(one.reason)]),
      ],
    );
    add(
      'ket-qua',
      t('Kết quả từng đợt học tập'),
      [t('Đợt học tập'), t('Diện'), t('Kết quả'), t('Điểm trắc nghiệm')],
      member.rosters.map((one) => {
        const outcome = member.outcomes.find((o) => o.campaign.title === one.campaign.title);
        const studied = outcome?.studied ? t('Đã học') : outcome?.excused ? t('Vắng có lý do') : t('Chưa học');
        const way = outcome?.studied && outcome.way ? ` (${t(WAY_LABELS[outcome.way])})` : '';
        const score = outcome?.quizScore ?? null;
        return [
          one.campaign.title,
          `${t(ROSTER_REASON_NAMES[one.reason])}, ${one.unit.name}`,
          one.reason === 'REQUIRED' ? `${studied}${way}` : DASH,
          score === null ? DASH : (score / 1000).toFixed(2).replace('.', language === 'vi' ? ',' : '.'),
        ];
      }),
    );
    add(
      'theo-doi',
      t('Theo dõi trực tuyến và xem lại'),
      [t('Buổi học'), t('Đã theo dõi'), t('Lần gần nhất')],
      member.coverage.map((one) => [session(one.session), formatMinutes(one.covered, language), at(one.lastBeatAt)]),
      t('Chi tiết từng đoạn được xóa 90 ngày sau khi báo cáo được phát hành; chỉ còn tổng thời gian.'),
    );
    add(
      'diem-danh',
      t('Điểm danh, lý do vắng và sửa kết quả'),
      [t('Buổi học'), t('Nội dung'), t('Người ghi'), t('Lúc')],
      [
        ...member.evidence.map((one) => [
          session(one.session),
          [
            one.kind === 'ROLL_CALL'
              ? one.positive
                ? t('Điểm danh: có mặt')
                : t('Điểm danh: vắng')
              : one.kind === 'EXCUSE'
                ? one.positive
                  ? t('Vắng có lý do')
                  : t('Rút lý do vắng')
                : one.positive
                  ? t('Sửa: đã tham gia')
                  : t('Sửa: không tham gia'),
            one.reason,
          ]
            .filter(Boolean)
            .join('. '),
          one.recordedByName,
          at(one.recordedAt),
        ]),
        ...member.checkIns.map((one) => [
          session(one.session),
          `${t('Có mặt tại điểm cầu')}: ${one.venue.name}`,
          one.way === 'CODE' ? t('Tự quét mã') : t('Người phụ trách điểm cầu'),
          at(one.at),
        ]),
      ],
    );
    add(
      'cau-hoi-theo-doi',
      t('Câu hỏi “có đang theo dõi không”'),
      [t('Buổi học'), t('Hỏi lúc'), t('Trả lời lúc'), t('Giải trình')],
      member.checks.map((one) => [session(one.session), at(one.askedAt), at(one.answeredAt), text(one.explanation)]),
    );
    add(
      'trac-nghiem',
      t('Bài trắc nghiệm'),
      [t('Đợt học tập'), t('Lượt'), t('Bắt đầu'), t('Nộp'), t('Kết quả')],
      member.attempts.map((one) => [
        one.quiz.campaign.title,
        String(one.number),
        at(one.startedAt),
        one.timedOut ? t('Hết giờ, tự nộp') : at(one.submittedAt),
        one.passed === null ? DASH : one.passed ? t('Đạt') : t('Không đạt'),
      ]),
    );
    add(
      'gop-y',
      t('Câu hỏi và góp ý đã gửi'),
      [t('Nội dung'), t('Buổi học'), t('Gửi lúc'), t('Tình trạng')],
      member.questions.map((one) => [
        one.body,
        session(one.session),
        at(one.createdAt),
        t(QUESTION_STATE_NAMES[one.state]),
      ]),
      t('Đảng viên khác không thấy tên người gửi.'),
    );
    add(
      'tai-lieu',
      t('Tài liệu đã mở'),
      [t('Tài liệu'), t('Lúc')],
      member.readings.map((one) => [one.document.title, at(one.readAt)]),
    );
    add(
      'bieu-quyet',
      t('Biểu quyết'),
      [t('Nội dung'), t('Lựa chọn'), t('Lúc')],
      [
        ...member.votes.map((one) => [one.poll.title, one.poll.options[one.option] ?? DASH, at(one.votedAt)]),
        ...member.ballots.map((one) => [one.poll.title, t('Phiếu kín: hệ thống không biết lựa chọn'), DASH]),
      ],
    );
  }
  const now = Date.parse(madeAt);
  sections.push(
    {
      id: 'dang-nhap',
      title: t('Các lần đăng nhập còn được giữ'),
      columns: [t('Lúc'), t('Địa chỉ mạng'), t('Trình duyệt'), t('Tình trạng')],
      rows: account.authSessions.map((one) => [
        at(one.createdAt),
        text(one.address),
        [deviceText(one.userAgent)?.browser, deviceText(one.userAgent)?.system].filter(Boolean).join(', ') || DASH,
        one.revokedAt ? t('Đã đăng xuất') : one.expiresAt.getTime() < now ? t('Đã hết hạn') : t('Đang đăng nhập'),
      ]),
    },
    {
      id: 'thong-bao',
      title: t('Thông báo về dữ liệu cá nhân đã đọc'),
      columns: [t('Bản ngày'), t('Đọc lúc')],
      rows: account.noticeReadings.map((one) => [formatDay(one.version), at(one.readAt)]),
    },
    {
      id: 'yeu-cau',
      title: t('Yêu cầu về dữ liệu đã gửi'),
      columns: [t('Loại'), t('Gửi lúc'), t('Tình trạng')],
      rows: account.dataRequests.map((one) => [
        t(REQUEST_KIND_NAMES[one.kind]),
        at(one.receivedAt),
        t(REQUEST_STATE_NAMES[one.state]),
      ]),
    },
  );
  return sections;
}
