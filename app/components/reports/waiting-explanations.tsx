import { Link, useLocation } from '@remix-run/react';
import type { WaitingExplanation } from '~/modules/presence-checks/schema';
import { useTranslation } from '~/platform/i18n/use-translation';
import { Card } from '../ui/card';

/** Who explained a missed presence check and waits; each name opens the evidence, where it is decided. */
export function WaitingExplanations({ members }: { members: WaitingExplanation[] }) {
  const { t } = useTranslation();
  const { search } = useLocation();
  const open = (memberId: number) => {
    const query = new URLSearchParams(search);
    query.set('dong-chi', String(memberId));
    return { search: `?${query}`, hash: '#bang-chung' };
  };
  return (
    <Card id="giai-trinh" emphasis className="mb-6" title={t('Giải trình chờ xem xét')}>
      <p className="text-ink-2">{t('Các đồng chí đã giải trình lần hỏi theo dõi chưa trả lời được.')}</p>
      <ul className="mt-1 flex flex-wrap gap-x-6">
        {members.map(({ memberId, fullName, count }) => (
          <li key={memberId}>
            <Link to={open(memberId)} className="link inline-flex min-h-11 items-center">
              {t('{{name}} ({{count}} lần)', { name: fullName, count })}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
