import { changeRecording, deleteRecording, type Recording } from '@lapwing/protocol/features/screens/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Camera, CircleDot, Play } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { useMay } from '../../api/queries.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { Name } from '../../ui/name.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';
import { recordingsQuery } from './queries.ts';
import { sayLength } from './words.ts';

const RecordingWindow = lazy(async () => ({
  default: (await import('./recording-window.tsx')).RecordingWindow,
}));

/** Screenshots and recordings made by hand of one person or device; a look at one of them is recorded. */
export function Recordings(props: { of: { personId: string } | { deviceId: string } | null }): ReactNode {
  const allowed = useMay('screens.view');
  const query = useQuery({
    ...recordingsQuery(props.of ?? { deviceId: '' }),
    enabled: allowed && props.of !== null,
  });
  const [open, setOpen] = useState<Recording | null>(null);
  const [deleting, setDeleting] = useState<Recording | null>(null);
  const items = query.data?.recordings ?? [];
  if (!allowed || props.of === null || items.length === 0) return null;
  return (
    <section className="stack seat-part" aria-label="Screenshots and recordings">
      <h3>Screenshots and recordings</h3>
      <ul className="seat-recordings">
        {items.slice(0, 20).map((one) => (
          <li key={one.id}>
            <RecordingLine one={one} onOpen={() => setOpen(one)} onDelete={() => setDeleting(one)} />
          </li>
        ))}
      </ul>
      {items.length > 20 ? <p className="quiet small">and {items.length - 20} earlier</p> : null}
      {open === null ? null : (
        <Suspense>
          <RecordingWindow recording={open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
      {deleting === null ? null : <DeleteRecording one={deleting} onClose={() => setDeleting(null)} />}
    </section>
  );
}

function RecordingLine(props: { one: Recording; onOpen: () => void; onDelete: () => void }): ReactNode {
  const { one } = props;
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (visibility: Recording['visibility']) =>
      load(changeRecording, { params: { id: one.id }, body: { visibility } }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['screens', 'recordings'] }),
    onError: (error) => showToast({ text: sayShortly(error), tone: 'stop' }),
  });
  const Icon = one.kind === 'screenshot' ? Camera : one.state === 'running' ? CircleDot : Play;
  const kind = one.kind === 'screenshot' ? 'Screenshot' : 'Recording';
  const blocked = one.may.change.allowed
    ? undefined
    : (one.may.change.reason ?? 'Only its maker can change it.');
  const other = one.visibility === 'private' ? 'public' : 'private';
  return (
    <div className="seat-recording" data-state={one.state}>
      <button type="button" disabled={one.state !== 'ready'} onClick={props.onOpen}>
        <Icon size={15} aria-hidden />
        <span className="grow">
          <span>
            {one.state === 'running'
              ? 'Recording now'
              : one.state === 'failed'
                ? `${kind} failed`
                : one.kind === 'screenshot'
                  ? kind
                  : `${kind}, ${sayLength(one.seconds)}`}
          </span>
          <span className="quiet small seat-note">
            {one.problem === null ? (
              <>
                <When at={one.startedAt} /> · <Name>{one.by.name}</Name> ·{' '}
                {one.visibility === 'private' ? 'private' : 'for staff'}
              </>
            ) : (
              one.problem
            )}
          </span>
        </span>
      </button>
      <MenuButton
        label={`Change the ${kind.toLowerCase()}`}
        look="icon"
        unavailable={blocked}
        parts={() => [
          {
            key: 'change',
            entries: [
              {
                key: 'visibility',
                label: other === 'public' ? 'Show it to staff who may see the screen' : 'Keep it to myself',
                onPress: () => change.mutate(other),
              },
              { key: 'delete', label: 'Delete', look: 'stop', onPress: props.onDelete },
            ],
          },
        ]}
      >
        <span aria-hidden="true">⋯</span>
      </MenuButton>
    </div>
  );
}

function DeleteRecording(props: { one: Recording; onClose: () => void }): ReactNode {
  const { one, onClose } = props;
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => load(deleteRecording, { params: { id: one.id } }),
    onSuccess() {
      void client.invalidateQueries({ queryKey: ['screens', 'recordings'] });
      onClose();
    },
  });
  return (
    <Confirm
      title={`Delete this ${one.kind}?`}
      open
      onClose={onClose}
      verb="Delete it"
      busy={remove.isPending}
      error={remove.error === null ? undefined : sayShortly(remove.error)}
      onConfirm={() => remove.mutate()}
    >
      <p>It cannot be brought back. That it was made, and deleted by you, stays in the audit.</p>
    </Confirm>
  );
}
