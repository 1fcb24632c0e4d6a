import type { SiteCategory } from '@lapwing/protocol/features/access/api.ts';
import type { ReactNode } from 'react';
import { Tick } from '../../ui/field.tsx';
import { sayDay } from '../../ui/dates.ts';
import { count } from './words.ts';

/** Ready lists of well-known sites by kind; each can be opened to see what is in it. */
export function CategoriesField(props: {
  categories: readonly SiteCategory[];
  chosen: readonly string[];
  error: string | undefined;
  onChange: (chosen: readonly string[]) => void;
}): ReactNode {
  const { chosen } = props;
  return (
    <fieldset className="access-categories">
      <legend>
        <span className="field-label">Kinds of site</span>{' '}
        <span className="quiet small">
          Well-known sites, looked through by Lapwing. They do not stand in for your filter.
        </span>
      </legend>
      <ul>
        {props.categories.map(({ key, title, explains, sites, reviewed }) => (
          <li key={key}>
            <Tick
              checked={chosen.includes(key)}
              onChange={(on) => props.onChange(on ? [...chosen, key] : chosen.filter((each) => each !== key))}
            >
              {title}
            </Tick>
            <details>
              <summary>
                {count(sites.length, 'site')} <span className="unseen">of {title}</span>
              </summary>
              <p className="quiet small">
                {explains} Looked through on {sayDay(`${reviewed}T12:00:00.000Z`)}.
              </p>
              <p className="small">{sites.join(', ')}</p>
            </details>
          </li>
        ))}
      </ul>
      {props.error === undefined ? null : <p className="field-error">{props.error}</p>}
    </fieldset>
  );
}
