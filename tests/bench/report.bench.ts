import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { buildReportDocument } from '~/modules/reports/build-report-document';
import { draftReportFields } from '~/modules/reports/draft-report-fields';
import { addInto, emptyFigures } from '~/modules/reports/figures';
import { letterheadFromTree } from '~/modules/reports/letterhead';
import { currentTemplate } from '~/modules/reports/read-report-templates.server';
import { REPORT_FORMATS } from '~/modules/reports/schema';
import type { FrozenFigures, FrozenUnit } from '~/modules/reports/snapshot-content';
import { renderToFile } from '../../worker/renderers/render-report';
import { measurePages, playRole } from './report-pages';

// A completion report whose annex 1 has 10,000 rows of 14 columns (and annex 4 as many), in each format. Baseline: reading the
// rows and joining their cells as text, the least a writer can do. `loopMs` is the longest time the event loop stood still.

if (process.env.BENCH_ROLE) await playRole(process.env.BENCH_ROLE);
else await measure();

async function measure(): Promise<void> {
  const UNITS = 10_000;
  const now = new Date('2026-11-22T07:32:07Z');
  const template = await currentTemplate(now);
  const sum = emptyFigures(template.bands.length, 2);
  const units = Array.from({ length: UNITS }, (_, i): FrozenUnit => {
    const own = emptyFigures(template.bands.length, 2);
    Object.assign(own, {
      required: 100 + (i % 7),
      exempt: 2,
      hall: 60,
      online: 20,
      makeUp: 10,
      studied: 90,
      excused: 4,
      quizTaken: 88,
      quizPassed: 80,
      guests: 3,
    });
    own.total = own.required + 2;
    own.unexcused = own.required - 94;
    own.bands[0] = 8;
    own.bands[1] = 80;
    addInto(sum, own);
    return {
      id: i + 2,
      parentId: 1,
      code: `B.${i}`,
      name: `Chi bộ ${i + 1} – Cơ quan Thông tin Mẫu`,
      kind: 'CELL',
      depth: 1,
      own,
      sum: own,
    };
  });
  const top: FrozenUnit = {
    id: 1,
    parentId: null,
    code: 'B',
    name: 'Đảng bộ Khối Mẫu',
    kind: 'BLOC',
    depth: 0,
    own: emptyFigures(template.bands.length, 2),
    sum,
  };
  const figures: FrozenFigures = {
    version: 1,
    campaign: {
      code: 'b',
      title: 'Chuyển đổi số trong công tác đảng',
      opensAt: null,
      deadlineAt: now.toISOString(),
      deadlineTimeZone: 'Asia/Ho_Chi_Minh',
      coverageThreshold: 8000,
      quizRequired: true,
      paperRequired: false,
    },
    sessions: [1, 2].map((position) => ({
      position,
      title: `Chuyên đề ${position}`,
      topic: '',
      lecturer: '',
      lecturerTitle: '',
      startsAt: now.toISOString(),
    })),
    bands: template.bands.map(({ label, from }) => ({ label, from })),
    units: [top, ...units],
  };
  const letterhead = letterheadFromTree(top, null, template);
  const fields = draftReportFields(figures, template, letterhead);
  const document = buildReportDocument({
    template,
    letterhead,
    fields,
    figures,
    frozenAt: now,
    members: [],
    previous: null,
  });
  const started = performance.now();
  let bytes = 0;
  for (const annex of document.annexes) for (const row of annex.table.rows) bytes += row.join('\t').length;
  const baseline = (performance.now() - started) / 1000;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'report-bench-'));
  for (const format of REPORT_FORMATS) {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const from = performance.now();
    const { byteSize } = await renderToFile(format, document, template, path.join(folder, format));
    const value = (performance.now() - from) / 1000;
    delay.disable();
    const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
    console.log(
      JSON.stringify({
        bench: `report.${format.toLowerCase()}`,
        value: Number(value.toFixed(2)),
        unit: 's',
        baseline: Number(baseline.toFixed(4)),
        ratio: Number((baseline / value).toFixed(4)),
        rssMb,
        loopMs: Math.round(delay.max / 1e6),
        config: { annexRows: UNITS, columns: 14, byteSize, textBytes: bytes },
      }),
    );
    if (value >= 15 || rssMb >= 600) process.exitCode = 1;
  }
  rmSync(folder, { recursive: true });

  const pages = await measurePages(fileURLToPath(import.meta.url), figures, fields);
  console.log(
    JSON.stringify({
      bench: 'report.pages',
      value: pages.during.p95,
      unit: 'ms (p95 of the session page while the worker makes the report in all formats)',
      baseline: pages.before.p95,
      ratio: Number((pages.before.p95 / pages.during.p95).toFixed(3)),
      p50: pages.during.p50,
      p95: pages.during.p95,
      p99: pages.during.p99,
      config: { ...pages, annexRows: UNITS, baseline: 'p95 of the same page before, ms' },
    }),
  );
  if (pages.during.p95 > 2 * pages.before.p95) process.exitCode = 1;
}
