import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../api/queries.ts';
import { troubleOf } from '../../api/trouble.ts';
import { settingInWords } from '../../settings-words.ts';
import { Awaiting } from '../../ui/query-state.tsx';
import { personSettingsQuery } from './queries.ts';

/** Which settings hold for the person, and which group each comes from. */
export function PersonSettings(props: { id: string }): ReactNode {
  const allowed = useMay('groups.view');
  const query = useQuery({ ...personSettingsQuery(props.id), enabled: allowed });
  if (!allowed) return null;
  return (
    <section className="person-block" aria-label="Settings in force">
      <h3>Settings in force</h3>
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={2} />
      ) : (
        <ul className="person-list">
          {query.data.settings.map((origin) => {
            const words = settingInWords(origin);
            return (
              <li key={origin.setting}>
                <span>
                  {words.title}: <strong>{words.value}</strong>
                </span>
                <span className="quiet small">{words.hint}</span>
                <span className="quiet small" dir="auto">
                  {words.why}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
