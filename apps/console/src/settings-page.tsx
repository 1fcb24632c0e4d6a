import { type ReactNode, useId } from 'react';
import { Link } from 'react-aria-components/Link';
import { useMe } from './api/queries.ts';
import { type SettingsSection, settingsFor } from './settings-list.ts';
import { Page } from './ui/page.tsx';
import './settings-page.css';

/** All that this person may settle or look up beside the daily work, by what it is about. */
export function SettingsPage(): ReactNode {
  const sections = settingsFor(useMe());
  return (
    <Page title="Settings" tab="Settings" description="What is set up for the school, by what it is about">
      <div className="settings-list">
        {sections.map((section) => (
          <Section key={section.title} section={section} />
        ))}
      </div>
    </Page>
  );
}

function Section(props: { section: SettingsSection }): ReactNode {
  const id = useId();
  const { title, entries } = props.section;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul>
        {entries.map(({ label, href, purpose }) => (
          <li key={href}>
            <Link href={href} className="strong-link">
              {label}
            </Link>
            <p className="quiet small">{purpose}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
