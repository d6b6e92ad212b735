import { type CueChange, changeCues, type DraftCue, readDraft } from './caption-draft';

export interface CaptionForm {
  version: number;
  draft: DraftCue[];
  /** A button beside a cue was pressed: nothing is to be saved yet. Without script only. */
  operated: boolean;
  /** The page's own script sent it: it still has its draft. */
  scripted: boolean;
}

const OPERATION = /^(add|remove|split|merge)\.(-?\d{1,6})$/;

/** What the caption editor posts: the whole list, the rows of the page as they stand in its fields, perhaps one operation. Null: something else. */
export async function readCaptionForm(form: FormData): Promise<CaptionForm | null> {
  const sent = form.get('draft');
  const draft = readDraft(sent === null ? '' : typeof sent === 'string' ? sent : await sent.text());
  const version = Number(form.get('version'));
  if (!draft || !Number.isSafeInteger(version) || version < 0) return null;
  const edited = draft.map((cue, index) => {
    const field = (name: keyof DraftCue) => form.get(`${name}.${index}`);
    const [start, end, text] = [field('start'), field('end'), field('text')];
    return {
      start: typeof start === 'string' ? start : cue.start,
      end: typeof end === 'string' ? end : cue.end,
      text: typeof text === 'string' ? text : cue.text,
    };
  });
  const operation = OPERATION.exec(String(form.get('op') ?? ''));
  const scripted = typeof sent !== 'string';
  if (!operation) return { version, draft: edited, operated: false, scripted };
  const change = { type: operation[1], index: Number(operation[2]) } as CueChange;
  return { version, draft: changeCues(edited, change), operated: true, scripted };
}
