import type { MessageListed } from '@lapwing/protocol/features/messages/api.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../api/queries.ts';
import { Action } from '../../ui/button.tsx';
import { Name } from '../../ui/name.tsx';
import { Pill } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { messagesOfPersonQuery } from './queries.ts';
import { OUTCOME_WORDS, sayWhat } from './words.ts';
import './messages.css';

/** Shown at once; the others are one press away. */
const FIRST = 4;

/** What staff said to somebody while they sat at a device, and what became of it; nothing where nobody ever did. */
export function PersonMessages(props: { personId: string }): ReactNode {
  const may = useMay('messages.send');
  const query = useQuery({ ...messagesOfPersonQuery(props.personId), enabled: may });
  const [all, setAll] = useState(false);
  const messages = query.data?.messages;
  if (!may || (messages === undefined && !query.isError) || messages?.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="person-messages">
      <h3 id="person-messages">Messages from staff</h3>
      {messages === undefined ? (
        <p className="quiet small">They could not be fetched.</p>
      ) : (
        <>
          <ul className="person-messages">
            {messages.slice(0, all ? undefined : FIRST).map((message) => (
              <One key={message.id} message={message} />
            ))}
          </ul>
          {messages.length > FIRST ? (
            <div>
              <Action look="plain" expanded={all} onPress={() => setAll(!all)}>
                {all ? 'Hide the earlier ones' : `${messages.length - FIRST} earlier`}
              </Action>
            </div>
          ) : null}
        </>
      )}
    </section>
  );
}

function One(props: { message: MessageListed }): ReactNode {
  const { what, by, at, theirs, counts } = props.message;
  return (
    <li>
      <p className="person-message-text">
        <Name>{sayWhat(what)}</Name>
      </p>
      <p className="quiet small">
        {theirs === null ? null : (
          <>
            <Pill tone={OUTCOME_WORDS[theirs.outcome].tone} shape={OUTCOME_WORDS[theirs.outcome].shape}>
              {OUTCOME_WORDS[theirs.outcome].word}
            </Pill>{' '}
          </>
        )}
        <Name>{by.name}</Name>, <When at={at} show="moment" />
        {counts.devices > 1 ? ` · one of ${counts.devices} devices` : null}
      </p>
    </li>
  );
}
