import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { commitImport } from '~/modules/org/import/commit-import.server';
import { createImportRun, storeList } from '~/modules/org/import/create-import-run.server';
import { readImport } from '~/modules/org/import/read-import.server';
import type { ImportSummary } from '~/modules/org/import/summary';
import type { ImportKind } from '~/modules/org/schema';
import type { Services } from '~/platform/services';

/** Reads a list into a preview, as the job does. */
export async function previewList(
  services: Services,
  kind: ImportKind,
  file: string | { name: string; content: Uint8Array },
  options: { unitCode?: string; createdById?: number } = {},
) {
  const unit = options.unitCode
    ? await services.db.unit.findUniqueOrThrow({ where: { code: options.unitCode } })
    : null;
  const content = typeof file === 'string' ? await readFile(file) : file.content;
  const fileName = typeof file === 'string' ? path.basename(file) : file.name;
  const list = await storeList(fileName, content, services);
  const runId = await createImportRun(
    { ...list, kind, createdById: options.createdById ?? null, unitId: unit?.id ?? null },
    services,
  );
  await readImport(services, runId);
  return getRun(services, runId);
}

export async function commitList(services: Services, runId: string, options: { dryRun?: boolean } = {}) {
  await services.db.importRun.update({
    where: { id: runId },
    data: { state: 'COMMITTING', dryRun: options.dryRun ?? false },
  });
  await commitImport(services, runId);
  return getRun(services, runId);
}

async function getRun(services: Services, runId: string) {
  const run = await services.db.importRun.findUniqueOrThrow({ where: { id: runId } });
  return { ...run, summary: run.summary as unknown as ImportSummary };
}

/** The sample organisation: 46 units. */
export async function importSampleUnits(services: Services): Promise<void> {
  const run = await previewList(services, 'UNITS', 'content/units.csv');
  await commitList(services, run.id);
}

export async function importSampleMembers(services: Services): Promise<void> {
  const run = await previewList(services, 'MEMBERS', 'content/members.xlsx');
  await commitList(services, run.id);
}
