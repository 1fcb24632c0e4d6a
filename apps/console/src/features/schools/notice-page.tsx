import { showNotice } from '@lapwing/protocol/features/schools/api.ts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { troubleOf } from '../../api/trouble.ts';
import { Entrance } from '../../ui/entrance.tsx';
import { Name } from '../../ui/name.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import './notice.css';

/** What pupils and parents read: in words for a nine-year-old, without signing in. */
export function NoticePage(props: { schoolId: string }): ReactNode {
  const query = useQuery({
    queryKey: ['schools', 'notice', props.schoolId],
    queryFn: ({ signal }) => load(showNotice, { params: { id: props.schoolId } }, signal),
  });
  if (query.data === undefined) {
    return (
      <Entrance brand="Lapwing" title="How this school keeps you safe">
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} lines={5} />
      </Entrance>
    );
  }
  const school = <Name>{query.data.schoolName}</Name>;
  const { logo } = query.data;
  return (
    <Entrance
      brand="Lapwing"
      title="How this school keeps you safe"
      wide
      intro={
        <>
          {logo === null ? null : (
            <img className="notice-logo" src={logo.address} width={logo.width} height={logo.height} alt="" />
          )}
          From {school}, for pupils and for parents. A device of the school always shows when Lapwing is on.
        </>
      }
    >
      <article className="notice-text">
        <h2>Why we do this</h2>
        <p>
          Sometimes a person needs help and does not know how to ask. Lapwing looks for words that can mean
          somebody is sad, scared, being hurt, or in danger. Then a grown-up at school can help.
        </p>

        <h2>What Lapwing looks at</h2>
        <ul>
          <li>Words that you type on a device of the school.</li>
          <li>Words on the web pages that you open there, and what you search for.</li>
          <li>
            When it finds words that worry us, it keeps that sentence and can take one picture of the page.
          </li>
          <li>
            A teacher can look at your screen while you work, like somebody standing behind you; some schools
            ask you first. The Lapwing sign says so each time, help sites are never shown, and nothing is kept
            unless the teacher saves it.
          </li>
        </ul>

        <h2>What Lapwing never does</h2>
        <ul>
          <li>It never uses the camera or the microphone.</li>
          <li>It never reads your passwords or bank details.</li>
          <li>It never hides. The Lapwing sign is always there when it is on.</li>
          <li>
            It does not keep what you write when there is nothing to worry about. Those words stay on the
            device.
          </li>
          <li>
            It does not look at your own phone or computer, unless you use the school’s browser account on it.
          </li>
        </ul>

        <h2>Who can see it</h2>
        <p>
          Only a few grown-ups at school whose job it is to keep you safe. A teacher can only see it for their
          own classes. Each time somebody looks, that is written down and cannot be rubbed out.
        </p>

        <h2>Are you in trouble?</h2>
        <p>
          No. Lapwing does not decide anything; a person does. Many things it finds turn out to be homework, a
          song or a joke. You can always ask what was kept about you, and say if it is wrong.
        </p>

        <h2>Do you want to talk to somebody now?</h2>
        <p>
          Tell a teacher or another grown-up you trust. In the United Kingdom you can ring Childline free, at
          any time, on <a href="tel:08001111">0800 1111</a>. In danger, ring <a href="tel:999">999</a>.
        </p>

        <h2>For parents and carers</h2>
        <p>
          The school must keep children safe online and uses Lapwing for that. Text is checked on the device
          itself; only what matches a sign of risk is sent to the school. Lapwing does not replace the
          school’s web filter, and no system finds everything. The school can tell you how long records are
          kept and how to see, correct or object to what is held: ask the school office for the designated
          safeguarding lead or the data protection officer.
        </p>
      </article>
    </Entrance>
  );
}
