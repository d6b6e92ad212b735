import { useEffect, useState } from 'react';
import type { EmergencyAlarm } from '~/modules/accounts/emergencies/schema';

const EVERY_MS = 20_000;

/** What the page came with, then what is in force now: asked for while the page is looked at. `watching`: the person is to be told. */
export function useFreshAlarms(given: readonly EmergencyAlarm[], watching: boolean): readonly EmergencyAlarm[] {
  const [alarms, setAlarms] = useState(given);
  useEffect(() => setAlarms(given), [given]);
  useEffect(() => {
    if (!watching) return;
    const look = async () => {
      if (document.hidden) return;
      // Signed out, locked or without a network: what is shown stays until the page is opened anew.
      const response = await fetch('/resources/bao-dong', { headers: { accept: 'application/json' } }).catch(
        () => null,
      );
      if (!response?.ok) return;
      const body: { alarms?: EmergencyAlarm[] } | null = await response.json().catch(() => null);
      const fresh = body?.alarms;
      if (fresh) setAlarms((shown) => (idsOf(shown) === idsOf(fresh) ? shown : fresh));
    };
    const timer = setInterval(look, EVERY_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [watching]);
  return alarms;
}

const idsOf = (alarms: readonly EmergencyAlarm[]) => alarms.map(({ id }) => id).join();
