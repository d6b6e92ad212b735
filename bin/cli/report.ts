import type { Viewer } from '~/modules/accounts/viewer';
import { draftReportFields } from '~/modules/reports/draft-report-fields';
import { findLetterhead } from '~/modules/reports/find-letterhead.server';
import { freezeFigures } from '~/modules/reports/freeze-figures.server';
import { getUnitFrame } from '~/modules/reports/get-campaign-frame.server';
import { readSnapshot } from '~/modules/reports/get-snapshot.server';
import { loadLetterheads } from '~/modules/reports/load-letterheads.server';
import { currentTemplate, hanoiDay } from '~/modules/reports/read-report-templates.server';
import { requestReport } from '~/modules/reports/request-report.server';
import { AppError } from '~/platform/errors';
import type { Services } from '~/platform/services';
import type { RegisterCommands } from './context';

/** Commands of reports: freezing and asking for a report as an account, and loading letterheads. The worker makes the files. */
export const registerReport: RegisterCommands = (program, context) => {
  const report = program.command('report').description('frozen figures and completion reports');
  report
    .command('make')
    .description('freeze the figures of a campaign for a unit and ask for its completion report')
    .requiredOption('--campaign <code>', 'campaign')
    .requiredOption('--unit <code>', 'unit that reports')
    .requiredOption('--as <username>', 'account in whose name it is done; its rights apply')
    .action(async (options: { campaign: string; unit: string; as: string }) => {
      const services = context.services();
      const viewer = await actAs(options.as, services);
      const { snapshotId } = await freezeFigures(
        { viewer, campaignCode: options.campaign, unitCode: options.unit },
        services,
      );
      const snapshot = await readSnapshot(snapshotId, services.db);
      const template = await currentTemplate(snapshot.frozenAt);
      const unit = await getUnitFrame(options.unit, services.db);
      const letterhead = await findLetterhead(unit, hanoiDay(snapshot.frozenAt), template, services.db);
      const fields = draftReportFields(snapshot.figures, template, letterhead);
      // One report per snapshot from here: asking again gives the same one.
      const reportId = await requestReport({ viewer, snapshotId, fields, requestKey: 'cli' }, services);
      context.print(
        { snapshotId, reportId, sha256: snapshot.sha256 },
        `Đã chốt số liệu và yêu cầu báo cáo: /quan-ly/bao-cao/${reportId}`,
      );
    });
  report
    .command('letterheads')
    .description('load letterheads (JSON files) from a folder; loading again updates them')
    .argument('<folder>')
    .action(async (folder: string) => {
      const result = await loadLetterheads(context.path(folder), context.services().db);
      context.print(result, `Đã nạp mẫu đầu báo cáo của: ${result.loaded.join(', ') || 'không đơn vị nào'}`);
    });
};

/** The account's rights without a signed-in browser. @throws AppError when there is no such account */
async function actAs(username: string, { db }: Services): Promise<Viewer> {
  const account = await db.account.findUnique({ where: { username: username.trim().toLowerCase() } });
  if (!account || account.disabledAt) {
    throw new AppError('not-found', 'NO_ACCOUNT', 'Không có tài khoản {{username}}.', { username });
  }
  const grants = await db.$queryRaw<Viewer['grants'][number][]>`
    SELECT g.role::text AS role, u.id AS "unitId", u.code AS "unitCode", u.name AS "unitName", u.path::text AS path
      FROM role_grant g JOIN unit u ON u.id = g.unit_id WHERE g.account_id = ${account.id} AND g.revoked_at IS NULL`;
  return {
    accountId: account.id,
    authSessionId: 0,
    username: account.username,
    displayName: account.displayName,
    language: 'vi',
    mustChangePassword: false,
    memberId: account.memberId,
    homeUnitId: null,
    homePath: null,
    timeZone: 'Asia/Ho_Chi_Minh',
    grants,
  };
}
