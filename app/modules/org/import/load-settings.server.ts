import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type MemberImportSettings,
  memberImportSettings,
  type UnitImportSettings,
  unitImportSettings,
} from './import-settings';

const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(path.resolve('content', 'org', name), 'utf8'));

/** Read anew for every import, so that a changed spelling list counts from the next file on. */
export async function loadMemberSettings(): Promise<MemberImportSettings> {
  return memberImportSettings.parse(await read('member-import.json'));
}

export async function loadUnitSettings(): Promise<UnitImportSettings> {
  return unitImportSettings.parse(await read('unit-import.json'));
}
