/** Extensions that some system runs or a browser shows as a page; nobody's list or lecture carries one inside its name. */
const ACTIVE =
  /\.(?:exe|com|scr|bat|cmd|ps1|vbs|vbe|js|mjs|jse|wsf|hta|jar|msi|lnk|pif|dll|sh|php\d?|phtml|aspx?|jsp|html?|xhtml|svgz?|xml|swf|app|apk|docm|xlsm|xlsb|pptm)(?=\.|\s*$)/i;

/** C0 and C1 controls, and what turns the direction of writing round: "danhsach‮xslx.exe" would read as a list. */
const HIDDEN = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]/gu;

/** Names that Windows keeps for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

export interface NameVerdict {
  /** As it is stored and shown: NFC, without folders, controls and turns of direction, at most 200 characters. */
  name: string;
  /** ACTIVE: an extension that is run or shown as a page; TURNED: it hides what it is. */
  problem: 'ACTIVE' | 'TURNED' | null;
}

/** What a person's file is called here. The name is only ever shown and compared; files are stored under names of our own. */
export function readFileName(given: string, fallback: string): NameVerdict {
  const nfc = given.normalize('NFC');
  const turned = /[\u202a-\u202e\u2066-\u2069]/u.test(nfc);
  const base = nfc.split(/[/\\]/).at(-1) ?? '';
  let name = base
    .replaceAll(HIDDEN, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replace(/^\.+/, '')
    .replace(/[. ]+$/, '');
  if (DEVICE.test(name)) name = `_${name}`;
  if ([...name].length > 200) {
    const extension = /\.[\p{L}\p{N}]{1,8}$/u.exec(name)?.[0] ?? '';
    name = [...name].slice(0, 200 - extension.length).join('') + extension;
  }
  const problem = turned ? 'TURNED' : ACTIVE.test(name) ? 'ACTIVE' : null;
  return { name: name === '' ? fallback : name, problem };
}
