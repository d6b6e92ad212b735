import type { Role } from '~/modules/accounts/schema';
import type { AuditAction } from '~/modules/audit/actions';

/** Who asks. MEMBER is a listed member without any role; the others hold one role on the same unit and are no members. */
export const PERSONS = [
  'MEMBER',
  'SECRETARY',
  'VENUE_CLERK',
  'ORGANISER',
  'COMMITTEE',
  'INSPECTOR',
  'ADMINISTRATOR',
] as const satisfies readonly Role[];
export type Person = (typeof PERSONS)[number];

const ALL = PERSONS;
const OFFICIALS = PERSONS.filter((person) => person !== 'MEMBER');
const CAMPAIGN_VIEWERS: Person[] = ['SECRETARY', 'ORGANISER', 'COMMITTEE', 'INSPECTOR', 'ADMINISTRATOR'];
const LISTED_OR_CAMPAIGN_VIEWERS: Person[] = ['MEMBER', ...CAMPAIGN_VIEWERS];

/** Names of the things that a world of the test has one of: see world.ts. */
export type Thing =
  | 'campaign'
  | 'sessionId'
  | 'broadcastId'
  | 'sessionPosition'
  | 'document'
  | 'unit'
  | 'memberId'
  | 'account'
  | 'bank'
  | 'importRun'
  | 'report'
  | 'assetId'
  | 'venueId'
  | 'dataRequest'
  | 'accessReview';

export interface Expectation {
  /** Who may open it, for things of their own unit; everyone else gets 404, and everyone gets 404 for another unit's. */
  open: readonly Person[];
  /** Who may write there (absent: who may open). Only refusals are tried: what is allowed is tested where it is built. */
  write?: readonly Person[];
  /** What each parameter of the path is, in their order. */
  things?: readonly Thing[];
  /** It shows people by name: what the audit log says of whoever opened it. */
  reads?: AuditAction;
  /** Needs no signed-in person. */
  open_to_strangers?: true;
}

/**
 * Every route of the pages by its address. A route that is not here fails the test: decide who may use it, then write it down. What is
 * answered beside the pages (app/http: media, presence, events, live, screens of halls) is in endpoints.ts.
 */
export const MATRIX: Record<string, Expectation> = {
  '/*': { open: [] },
  '/dang-nhap': { open: ALL, open_to_strangers: true },
  '/dang-xuat': { open: ALL, open_to_strangers: true },
  '/ngon-ngu': { open: ALL, open_to_strangers: true },
  '/giao-dien': { open: ALL, open_to_strangers: true },
  '/doi-mat-khau': { open: ALL },
  // Off without OIDC_ISSUER, as in this test: tests/integration/accounts-oidc.test.ts.
  '/dang-nhap/oidc': { open: [], open_to_strangers: true },
  '/dang-nhap/oidc/ve': { open: [], open_to_strangers: true },
  '/dang-nhap/khoa': { open: ALL, open_to_strangers: true },
  '/dang-nhap/xac-thuc': { open: ALL, open_to_strangers: true },
  // Locked sessions are no viewers: the page asks for the session itself.
  '/mo-khoa': { open: ALL, open_to_strangers: true },
  '/xac-nhan': { open: ALL },
  '/xac-nhan/khoa': { open: ALL, open_to_strangers: true },
  '/resources/phien': { open: ALL },
  '/resources/khoa-moi': { open: ALL },
  '/bao-mat': { open: ALL },
  '/bao-mat/thiet-lap': { open: ALL },
  '/bao-mat/ung-dung': { open: ALL },
  '/bao-mat/khoa': { open: ALL },
  '/bao-mat/ma-du-phong': { open: ALL },
  '/quen-mat-khau': { open: ALL, open_to_strangers: true },
  '/dat-lai-mat-khau': { open: ALL, open_to_strangers: true },
  '/thong-bao-du-lieu': { open: ALL },
  '/du-lieu-cua-toi': { open: ALL },
  '/du-lieu-cua-toi/yeu-cau': { open: ALL },
  '/du-lieu-cua-toi/tai-ve.json': { open: ALL },

  '/': { open: ALL },
  '/dot-hoc-tap': { open: ALL },
  '/dot-hoc-tap/:code': { open: ['MEMBER'], things: ['campaign'] },
  '/tai-lieu/:code': { open: LISTED_OR_CAMPAIGN_VIEWERS, things: ['document'] },
  '/buoi-hoc/:id': { open: LISTED_OR_CAMPAIGN_VIEWERS, write: ['MEMBER'], things: ['sessionId'] },
  '/buoi-hoc/:id/loi-giang': { open: LISTED_OR_CAMPAIGN_VIEWERS, things: ['sessionId'] },
  '/buoi-hoc/:id/gop-y': { open: LISTED_OR_CAMPAIGN_VIEWERS, things: ['sessionId'] },
  '/buoi-hoc/:id/bieu-quyet': { open: LISTED_OR_CAMPAIGN_VIEWERS, things: ['sessionId'] },
  '/trac-nghiem/:code': { open: ['MEMBER'], things: ['campaign'] },

  '/quan-ly': { open: OFFICIALS },
  '/quan-ly/don-vi': { open: OFFICIALS, write: ['ADMINISTRATOR'] },
  '/quan-ly/don-vi/moi': { open: ['ADMINISTRATOR'] },
  '/quan-ly/don-vi/:code': { open: OFFICIALS, write: ['ADMINISTRATOR'], things: ['unit'] },
  '/quan-ly/dang-vien': { reads: 'member.list', open: ['SECRETARY', 'COMMITTEE', 'INSPECTOR', 'ADMINISTRATOR'] },
  '/quan-ly/dang-vien/:id': {
    reads: 'member.view',
    open: ['SECRETARY', 'COMMITTEE', 'INSPECTOR', 'ADMINISTRATOR'],
    write: ['SECRETARY', 'ADMINISTRATOR'],
    things: ['memberId'],
  },
  '/quan-ly/dang-vien/:id/ma-dat-lai': { open: ['SECRETARY'], things: ['memberId'] },
  '/quan-ly/yeu-cau-du-lieu': { reads: 'privacy.list', open: ['SECRETARY', 'INSPECTOR', 'ADMINISTRATOR'] },
  '/quan-ly/yeu-cau-du-lieu/:id': {
    reads: 'privacy.list',
    open: ['SECRETARY', 'INSPECTOR', 'ADMINISTRATOR'],
    write: ['SECRETARY', 'ADMINISTRATOR'],
    things: ['dataRequest'],
  },
  '/quan-ly/luu-giu': { open: ['INSPECTOR', 'ADMINISTRATOR'] },
  '/quan-ly/hop-thu-di': { reads: 'mail.list', open: ['ADMINISTRATOR'] },
  '/quan-ly/nhap-du-lieu': { open: ['SECRETARY', 'ADMINISTRATOR'] },
  '/quan-ly/nhap-du-lieu/:runId': { open: [], things: ['importRun'] },
  '/resources/import-progress/:runId': { open: [], things: ['importRun'] },

  '/quan-ly/nhat-ky': { reads: 'audit.list', open: ['INSPECTOR'] },
  '/quan-ly/nhat-ky/tep': { open: ['INSPECTOR'] },
  '/quan-ly/cach-ly': { open: ['SECRETARY', 'ORGANISER', 'COMMITTEE', 'INSPECTOR', 'ADMINISTRATOR'] },
  '/quan-ly/ma-hinh': { open: ['INSPECTOR'] },
  '/quan-ly/tai-khoan': { reads: 'account.list', open: ['INSPECTOR', 'ADMINISTRATOR'] },
  '/quan-ly/tai-khoan/moi': { open: ['ADMINISTRATOR'] },
  '/quan-ly/tai-khoan/de-nghi': {
    reads: 'proposal.list',
    open: ['INSPECTOR', 'ADMINISTRATOR'],
    write: ['ADMINISTRATOR'],
  },
  '/quan-ly/khan-cap': { reads: 'emergency.list', open: ['INSPECTOR', 'ADMINISTRATOR'] },
  '/resources/bao-dong': { open: ['INSPECTOR', 'ADMINISTRATOR'] },
  '/quan-ly/ra-soat': { open: ['INSPECTOR', 'ADMINISTRATOR'] },
  '/quan-ly/ra-soat/:id': {
    reads: 'access-review.list',
    open: ['INSPECTOR', 'ADMINISTRATOR'],
    things: ['accessReview'],
  },
  '/quan-ly/ra-soat/:id/tep': {
    reads: 'access-review.export',
    open: ['INSPECTOR', 'ADMINISTRATOR'],
    things: ['accessReview'],
  },
  '/quan-ly/tai-khoan/:username': {
    reads: 'account.view',
    open: ['INSPECTOR', 'ADMINISTRATOR'],
    write: ['ADMINISTRATOR'],
    things: ['account'],
  },

  '/quan-ly/dot-hoc-tap': { open: CAMPAIGN_VIEWERS },
  '/quan-ly/dot-hoc-tap/moi': { open: ['ORGANISER'] },
  '/quan-ly/dot-hoc-tap/:code': { open: CAMPAIGN_VIEWERS, write: ['ORGANISER'], things: ['campaign'] },
  '/quan-ly/dot-hoc-tap/:code/thong-tin': { open: ['ORGANISER'], things: ['campaign'] },
  '/quan-ly/dot-hoc-tap/:code/quy-tac': { open: ['ORGANISER'], things: ['campaign'] },
  '/quan-ly/dot-hoc-tap/:code/tai-lieu': { open: ['ORGANISER'], things: ['campaign'] },
  '/quan-ly/dot-hoc-tap/:code/tai-lieu/:document': { open: ['ORGANISER'], things: ['campaign', 'document'] },
  '/quan-ly/dot-hoc-tap/:code/buoi-hoc': { open: ['ORGANISER'], things: ['campaign'] },
  '/quan-ly/dot-hoc-tap/:code/buoi-hoc/:session': { open: ['ORGANISER'], things: ['campaign', 'sessionId'] },
  '/quan-ly/dot-hoc-tap/:code/buoi-hoc/:session/diem-cau': { open: ['ORGANISER'], things: ['campaign', 'sessionId'] },
  '/quan-ly/dot-hoc-tap/:code/buoi-hoc/:session/diem-cau/:venue': {
    open: ['ORGANISER'],
    things: ['campaign', 'sessionId', 'venueId'],
  },
  // The venue clerk of the test's own unit is named for its hall; a secretary may be, but is not.
  '/quan-ly/diem-cau': { open: ['SECRETARY', 'VENUE_CLERK'] },
  '/quan-ly/diem-cau/:id': { reads: 'venue.members', open: ['VENUE_CLERK'], things: ['venueId'] },
  '/resources/roll-call/:id': { open: ['VENUE_CLERK'], things: ['venueId'] },
  '/quan-ly/dot-hoc-tap/:code/nghien-cuu': { open: ['ORGANISER', 'COMMITTEE'], things: ['campaign'] },
  '/quan-ly/dot-hoc-tap/:code/doi-tuong': { open: ['ORGANISER'], things: ['campaign'] },
  '/quan-ly/dot-hoc-tap/:code/danh-sach': { open: ['ORGANISER'], things: ['campaign'] },
  '/quan-ly/dot-hoc-tap/:code/mo': { open: ['ORGANISER'], things: ['campaign'] },
  '/quan-ly/dot-hoc-tap/:code/ket-thuc': { open: ['ORGANISER'], things: ['campaign'] },
  '/quan-ly/buoi-hoc/:id/gop-y': { open: ['ORGANISER'], things: ['sessionId'] },
  '/quan-ly/buoi-hoc/:id/gop-y/bao-cao-vien': { open: ['ORGANISER'], things: ['sessionId'] },
  '/quan-ly/buoi-hoc/:id/bieu-quyet': { open: ['ORGANISER'], things: ['sessionId'] },
  '/resources/venue-choices/:code': { open: ['ORGANISER'], things: ['campaign'] },
  '/quan-ly/buoi-hoc/:id/bien-ban': {
    open: ['ORGANISER', 'COMMITTEE', 'INSPECTOR'],
    write: ['ORGANISER'],
    things: ['sessionId'],
  },
  // What is still being written; final ones are read by committees and inspectors too (tests/integration/minutes).
  '/quan-ly/buoi-hoc/:id/bien-ban.docx': { open: ['ORGANISER'], things: ['sessionId'] },
  '/quan-ly/buoi-hoc/:id/ban-ghi': { open: ['ORGANISER'], things: ['sessionId'] },
  '/quan-ly/buoi-hoc/:id/phu-de': { open: ['ORGANISER'], things: ['sessionId'] },
  '/quan-ly/buoi-hoc/:id/phat-truc-tiep': { open: ['ORGANISER'], things: ['sessionId'] },
  '/resources/operator/:sessionId': { open: ['ORGANISER'], things: ['sessionId'] },
  '/quan-ly/ngan-hang-cau-hoi': { open: ['ORGANISER'] },
  '/quan-ly/ngan-hang-cau-hoi/:code': { open: ['ORGANISER'], things: ['bank'] },

  '/quan-ly/tong-hop': { open: ['SECRETARY', 'ORGANISER', 'COMMITTEE', 'INSPECTOR'] },
  '/quan-ly/tong-hop/:code/:unitCode/don-doc': {
    reads: 'board.reminders',
    open: ['SECRETARY', 'COMMITTEE', 'INSPECTOR'],
    things: ['campaign', 'unit'],
  },
  '/quan-ly/tong-hop/:code': {
    open: ['SECRETARY', 'ORGANISER', 'COMMITTEE', 'INSPECTOR'],
    write: ['COMMITTEE'],
    things: ['campaign'],
  },
  '/quan-ly/tong-hop/:code/:unitCode': {
    reads: 'board.members',
    open: ['SECRETARY', 'COMMITTEE', 'INSPECTOR'],
    write: ['SECRETARY', 'COMMITTEE'],
    things: ['campaign', 'unit'],
  },
  '/quan-ly/tong-hop/:code/:unitCode/danh-sach.xlsx': {
    reads: 'board.export',
    open: ['SECRETARY', 'COMMITTEE', 'INSPECTOR'],
    things: ['campaign', 'unit'],
  },
  '/quan-ly/bao-cao': { open: ['COMMITTEE', 'INSPECTOR'], write: ['COMMITTEE'] },
  '/quan-ly/bao-cao/:id': { open: ['COMMITTEE', 'INSPECTOR'], write: ['COMMITTEE'], things: ['report'] },

  '/resources/coverage/:sessionId': { open: LISTED_OR_CAMPAIGN_VIEWERS, things: ['sessionId'] },
  '/resources/playback-ticket/:sessionId': { open: LISTED_OR_CAMPAIGN_VIEWERS, things: ['sessionId'] },
  '/resources/recording-progress/:id': { open: ['ORGANISER'], things: ['sessionId'] },
};

/** Routes whose objects a test of their own module makes and guards, with the reason. */
export const ELSEWHERE: Record<string, string> = {
  '/du-lieu-cua-toi/ban-pdf/:id': 'a file belongs to who asked for it: tests of the privacy module',
  '/quan-ly/dot-hoc-tap/:code/nghien-cuu/:format': 'the file of the page beside it: tests of the privacy module',
  '/diem-cau/:token': 'a secret link opens it, whoever asks: tests of the venues module',
  '/diem-danh/:code': 'a code that lives for 90 seconds, for members on the roster: tests of the venues module',
  '/resources/phieu-kin/:poll/:order': 'secret ballots are cast by nobody in particular: tests of the polls module',
  '/quan-ly/bao-cao/so-lieu/:id': 'frozen figures come from a real freeze: tests of the reports module',
  '/quan-ly/bao-cao/chot/:id': 'a freeze under way: tests of the reports module',
  '/resources/freeze-progress/:id': 'tests of the reports module',
  '/resources/audit-check/:id': 'a verification belongs to all inspectors: tests of the audit module',
  '/quan-ly/bao-cao/:id/tep/:format': 'a file needs a rendered report: tests of the reports module',
  '/resources/report-progress/:id': 'tests of the reports module',
  '/resources/import-errors/:runId': 'an import belongs to who began it: tests of the org module',
  '/trac-nghiem/:code/luot/:number': 'an attempt belongs to one member: tests of the quizzes module',
  '/resources/trac-nghiem/:code/luot/:number': 'an attempt belongs to one member: tests of the quizzes module',
};
