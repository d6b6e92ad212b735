import type { ReactNode } from 'react';

interface Props {
  /** Where this belongs: "Đợt học tập: … · cập nhật 14:32, giờ Hà Nội". */
  eyebrow?: ReactNode;
  title: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ eyebrow, title, lead, actions }: Props) {
  return (
    // A column with a gap of its own sets the distance itself.
    <div className="mb-6 [.flex-col>&]:mb-0 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        {eyebrow ? <p className="text-sm text-ink-2">{eyebrow}</p> : null}
        <h1>{title}</h1>
        {lead ? <p className="mt-1 max-w-[68ch] text-ink-2">{lead}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-3">{actions}</div> : null}
    </div>
  );
}
