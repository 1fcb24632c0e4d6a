import { addFavourite, changeFavourite, type Favourite } from '@lapwing/protocol/features/access/api.ts';
import type { Permitted } from '@lapwing/protocol/endpoint.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { fieldError, formError, isRefusal } from '../../api/failure.ts';
import { Window } from '../../ui/dialog.tsx';
import { TextInput, Tick } from '../../ui/field.tsx';
import { Form, FormFoot } from '../../ui/form.tsx';
import { Notice } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { readSiteLines } from './lines.ts';
import { SitesField } from './sites-field.tsx';
import { count } from './words.ts';

const MOST_SITES = 60;

/** Makes a ready list or changes one. */
export function FavouriteWindow(props: {
  /** As it is stored now; null for a new one. */
  list: Favourite | null;
  /** Its revision when the window was opened. */
  opened: number;
  school: Permitted;
  onClose: () => void;
}): ReactNode {
  const { list } = props;
  const client = useQueryClient();
  const [title, setTitle] = useState(list?.title ?? '');
  const [sites, setSites] = useState(list?.sites.join('\n') ?? '');
  const [shared, setShared] = useState(list === null ? false : !list.personal);
  const [revision, setRevision] = useState(props.opened);
  const [asked, setAsked] = useState(false);
  const read = readSiteLines(sites);
  const wrongTitle = title.trim() === '' ? 'Give it a name that you will find in a lesson.' : undefined;
  const wrongSites =
    read.problems.length > 0
      ? 'Not every line can be read: put right what is listed below, or take it out.'
      : read.values.length === 0
        ? 'Name at least one site.'
        : read.values.length > MOST_SITES
          ? `A ready list has at most ${MOST_SITES} sites; these are ${read.values.length}.`
          : undefined;
  const save = useMutation({
    mutationFn: () => {
      const body = { title: title.trim(), sites: [...read.values], personal: !shared };
      return list === null
        ? load(addFavourite, { body })
        : load(changeFavourite, { params: { id: list.id }, body: { ...body, revision } });
    },
    onSuccess(saved) {
      void client.invalidateQueries({ queryKey: ['access', 'favourites'] });
      showToast({ text: `“${saved.title}” is saved.`, tone: 'good', key: 'favourites' });
      props.onClose();
    },
    onError(error) {
      if (isRefusal(error, 'conflict')) void client.invalidateQueries({ queryKey: ['access', 'favourites'] });
    },
  });
  const meanwhile = list !== null && list.revision !== revision;
  return (
    <Window
      title={list === null ? 'New ready list' : 'Change the ready list'}
      open
      insists
      size="wide"
      onClose={props.onClose}
    >
      <Form
        busy={save.isPending}
        problem={
          save.error === null || meanwhile ? undefined : formError(save.error, ['title', 'sites', 'personal'])
        }
        onSubmit={() => {
          setAsked(true);
          if (wrongTitle !== undefined || wrongSites !== undefined) return;
          if (meanwhile) setRevision(list.revision);
          else save.mutate();
        }}
      >
        {meanwhile ? (
          <Notice tone="warn">
            {list.by ?? 'Somebody'} has saved “{list.title}” with {count(list.sites.length, 'site')}{' '}
            meanwhile: {list.sites.slice(0, 6).join(', ')}. What you wrote is still here. Press Go on and then
            Save to save yours over it, or Cancel.
          </Notice>
        ) : null}
        <TextInput
          label="Title"
          name="favourite-title"
          value={title}
          maxLength={80}
          required
          hint="Pupils read it on the page that is closed, for example Rivers."
          error={asked ? wrongTitle : undefined}
          onChange={setTitle}
        />
        <SitesField
          value={sites}
          fixed={false}
          error={
            (asked ? wrongSites : undefined) ??
            (save.error === null ? undefined : fieldError(save.error, 'sites'))
          }
          onChange={setSites}
        />
        {props.school.allowed ? (
          <Tick checked={shared} onChange={setShared}>
            For everybody who teaches, as a list of the school
          </Tick>
        ) : null}
        <FormFoot onCancel={props.onClose} submit={meanwhile ? 'Go on' : 'Save'} busy={save.isPending} />
      </Form>
    </Window>
  );
}
