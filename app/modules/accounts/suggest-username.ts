import { nameParts, searchKey } from '~/platform/vietnamese';

/** `Nguyễn Thị Ánh` → `anh.nguyenthi`: the given name first, as people look for it. */
export function suggestUsername(fullName: string): string {
  const { given, family, middle } = nameParts(fullName);
  const fold = (text: string) => searchKey(text).replaceAll(' ', '');
  return [fold(given), fold(family + middle)].filter(Boolean).join('.').slice(0, 60);
}
