import { changeSchool, showSchool } from '@lapwing/protocol/features/schools/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { CopyBox } from '../../ui/copy.tsx';
import { TextInput } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Form } from '../../ui/form.tsx';
import { LogoForm } from './logo-form.tsx';

const SCHOOL_KEY = ['schools', 'current'] as const;

/** The school itself: its name, its logo, and the notice that pupils and parents read. */
export function SchoolPage(): ReactNode {
  const query = useQuery({ queryKey: SCHOOL_KEY, queryFn: ({ signal }) => load(showSchool, {}, signal) });
  const school = query.data;
  return (
    <Page title="School" tab="School">
      {school === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : (
        <div className="columns">
          <NameForm key={school.name} name={school.name} />
          <LogoForm school={school} schoolKey={SCHOOL_KEY} />
          <section className="card" aria-labelledby="notice-heading">
            <h2 id="notice-heading">The notice for pupils and parents</h2>
            <p>
              It says in plain words what is monitored, what is not, and who sees it. Every device links to
              it; put it on the school’s website too.
            </p>
            <CopyBox title="Address of the notice" text={school.noticeUrl} />
            <div className="row">
              <ActionLink href={paths.notice(school.id)}>Read the notice</ActionLink>
            </div>
          </section>
        </div>
      )}
    </Page>
  );
}

function NameForm(props: { name: string }): ReactNode {
  const client = useQueryClient();
  const [name, setName] = useState(props.name);
  const save = useMutation({
    mutationFn: () => load(changeSchool, { body: { name } }),
    onSuccess(school) {
      client.setQueryData(SCHOOL_KEY, school);
      void client.invalidateQueries({ queryKey: ['accounts', 'me'] });
    },
  });
  const problem = formError(save.error, ['name']);
  return (
    <section className="card" aria-labelledby="name-heading">
      <h2 id="name-heading">Name</h2>
      <Form problem={problem} busy={save.isPending} onSubmit={() => save.mutate()}>
        <TextInput
          label="Name of the school"
          name="name"
          value={name}
          onChange={setName}
          error={fieldError(save.error, 'name')}
          hint="Pupils see it on their devices and in the notice."
          required
        />
        <div className="row">
          <Action
            look="main"
            submit
            busy={save.isPending}
            unavailable={name.trim() === props.name ? 'Nothing has changed.' : undefined}
          >
            Save
          </Action>
        </div>
      </Form>
    </section>
  );
}
