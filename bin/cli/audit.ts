import { appendAudit } from '~/modules/audit/append-audit.server';
import type { Problem } from '~/modules/audit/problems';
import { PROBLEM_KINDS } from '~/modules/audit/schema';
import { sealEntries } from '~/modules/audit/seal-entries.server';
import { type AuditVerdict, verifyAudit } from '~/modules/audit/verify-audit.server';
import { AppError } from '~/platform/errors';
import { formatNumber } from '~/platform/format';
import { formatWithClock, HANOI } from '~/platform/time';
import type { RegisterCommands } from './context';

/** `audit verify`: exit code 0 whole, 1 something was changed. */
export const registerAudit: RegisterCommands = (program, context) => {
  const audit = program.command('audit').description('the audit log and its chain');
  audit
    .command('verify')
    .description(
      'compare every entry with its code, the chain and the signed heads; exit code 1 when anything was changed',
    )
    .option('--from <day>', 'first day of the chain, yyyy-mm-dd in Hanoi')
    .option('--to <day>', 'last day')
    .option('--no-seal', 'do not seal first what was written in the last second')
    .action(async (options: { from?: string; to?: string; seal: boolean }) => {
      for (const day of [options.from, options.to]) requireDay(day);
      const services = context.services();
      if (options.seal) await sealEntries(services, { head: true });
      const started = performance.now();
      const verdict = await verifyAudit(services, { from: options.from, to: options.to });
      const seconds = (performance.now() - started) / 1000;
      const sealedUntil = verdict.sealedUntil === null ? null : new Date(verdict.sealedUntil).toISOString();
      await appendAudit(services.db, {
        ...{ actor: context.actor, action: 'audit.verify', targetType: 'audit', targetId: verdict.lastPosition ?? 0 },
        data: { entries: verdict.entries, problems: verdict.problemCount, sealedUntil },
      });
      context.print({ ...verdict, sealedUntil, seconds: Number(seconds.toFixed(2)) }, describe(verdict, seconds));
      if (verdict.problemCount > 0) process.exitCode = 1;
    });
};

function requireDay(day: string | undefined): void {
  if (day === undefined || (/^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)))) return;
  throw new AppError('invalid', 'BAD_DAY', 'Ngày {{day}} không đúng. Hãy ghi dạng năm-tháng-ngày, ví dụ 2026-11-23.', {
    day,
  });
}

function describe(verdict: AuditVerdict, seconds: number): string {
  const { entries, seals, heads, waiting, problems, problemCount } = verdict;
  const until = verdict.sealedUntil === null ? '–' : formatWithClock(new Date(verdict.sealedUntil), HANOI);
  const counts = `${formatNumber(entries)} dòng, ${formatNumber(seals)} mắt xích, ${formatNumber(heads)} chữ ký, ${formatNumber(seconds, 1)} giây`;
  const lines = [
    problemCount === 0
      ? `Nhật ký nguyên vẹn: ${counts}.`
      : `NHẬT KÝ ĐÃ BỊ THAY ĐỔI: ${formatNumber(problemCount)} chỗ (${counts}).`,
    ...problems.map(line),
    ...(problemCount > problems.length ? [`… và ${formatNumber(problemCount - problems.length)} chỗ khác.`] : []),
    `Đã niêm phong đến: ${until}. Mắt xích cuối: ${verdict.lastPosition ?? 0} ${verdict.lastHash ?? ''}`.trimEnd(),
    ...(waiting > 0 ? [`Đang chờ niêm phong: ${formatNumber(waiting)} dòng.`] : []),
  ];
  return lines.join('\n');
}

function line({ kind, entryId, position, at }: Problem): string {
  const where = [
    ...(entryId === undefined ? [] : [`dòng ${entryId}`]),
    ...(position === undefined ? [] : [`mắt xích ${position}`]),
    ...(at === undefined ? [] : [formatWithClock(new Date(at), HANOI)]),
  ];
  return `- ${PROBLEM_KINDS[kind]} (${where.join(', ')})`;
}
