import type { GuidanceOrganisation } from '@lapwing/protocol/features/guidance/api.ts';
import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { dial, readableAddress } from './words.ts';

export function Section(props: { id: string; title: string; children: ReactNode }): ReactNode {
  return (
    <section aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
    </section>
  );
}

export function List(props: { items: readonly string[]; numbered?: boolean }): ReactNode {
  const items = props.items.map((item) => <li key={item}>{item}</li>);
  return props.numbered === true ? <ol className="steps">{items}</ol> : <ul className="bullets">{items}</ul>;
}

/** What to say beside what not to say; each has a sign besides its colour. */
export function Columns(props: { say: readonly string[]; doNotSay: readonly string[] }): ReactNode {
  return (
    <div className="guidance-columns">
      <section aria-labelledby="say">
        <h2 id="say">Say</h2>
        <ul>
          {props.say.map((phrase) => (
            <li key={phrase}>
              <Check size={16} aria-hidden className="guidance-yes" />
              <span>“{phrase}”</span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="do-not-say">
        <h2 id="do-not-say">Do not say</h2>
        <ul>
          {props.doNotSay.map((phrase) => (
            <li key={phrase}>
              <X size={16} aria-hidden className="guidance-no" />
              <span>“{phrase}”</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** National bodies that help, with numbers that a phone dials at a touch. */
export function Organisations(props: { organisations: readonly GuidanceOrganisation[] }): ReactNode {
  return (
    <Section id="organisations" title="Who else helps">
      <dl className="guidance-organisations">
        {props.organisations.map(({ name, helpsWith, phone, website, hours }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {helpsWith}
              {hours === null ? null : <span className="quiet"> {hours}.</span>}
            </dd>
            <dd className="guidance-reach">
              {phone === null ? null : (
                <a href={dial(phone)} className="strong-link number">
                  {phone}
                </a>
              )}
              {website === null ? null : (
                <a href={website} target="_blank" rel="noopener noreferrer">
                  {readableAddress(website)}
                </a>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
