import {
  changeStaff,
  listStaff,
  renewStaffLink,
  type StaffAccount,
} from '@lapwing/protocol/features/accounts/api.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice } from '../../ui/states.tsx';
import { ActingForm } from './acting-form.tsx';
import { LinkWindow, type ShownLink } from './link-window.tsx';
import { staffColumns } from './staff-columns.tsx';
import { StaffForm } from './staff-form.tsx';

export const STAFF_KEY = ['accounts', 'staff'] as const;

type Asked =
  | { kind: 'none' }
  | { kind: 'invite' }
  | { kind: 'change' | 'disable' | 'link' | 'act-as'; staff: StaffAccount }
  | { kind: 'show-link'; link: ShownLink };

/** Accounts of staff: who may sign in, as what, for which groups. */
export function StaffPage(): ReactNode {
  const client = useQueryClient();
  const query = useQuery({ queryKey: STAFF_KEY, queryFn: ({ signal }) => load(listStaff, {}, signal) });
  const [asked, setAsked] = useState<Asked>({ kind: 'none' });
  const close = (): void => setAsked({ kind: 'none' });
  const refresh = (): void => void client.invalidateQueries({ queryKey: STAFF_KEY });

  const toggle = useMutation({
    mutationFn: (staff: StaffAccount) =>
      load(changeStaff, { params: { id: staff.id }, body: { disabled: staff.status !== 'disabled' } }),
    onSuccess() {
      refresh();
      close();
    },
  });
  const renew = useMutation({
    mutationFn: (staff: StaffAccount) => load(renewStaffLink, { params: { id: staff.id } }),
    onSuccess(link, staff) {
      refresh();
      setAsked({ kind: 'show-link', link: { ...link, name: staff.name, email: staff.email } });
    },
  });
  const { error: toggleError } = toggle;

  const columns = staffColumns(
    (kind, staff) => setAsked({ kind, staff }),
    (staff) => toggle.mutate(staff),
  );

  return (
    <Page
      title="Staff"
      tab="Staff"
      flush
      description="Who may use Lapwing, and how much of the school they see."
      actions={
        <>
          <ActionLink href={paths.roles()}>Roles</ActionLink>
          <Action look="main" onPress={() => setAsked({ kind: 'invite' })}>
            Invite somebody
          </Action>
        </>
      }
      bar={
        toggleError === null || asked.kind === 'disable' ? undefined : (
          <Notice tone="stop">{sayShortly(toggleError)}</Notice>
        )
      }
    >
      {query.data === undefined ? (
        <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
      ) : (
        <DataTable label="Staff" rows={query.data.staff} columns={columns} rowKey={(staff) => staff.id} />
      )}
      {asked.kind === 'invite' ? (
        <StaffForm
          staff={null}
          onClose={close}
          onSaved={(staff, link) => {
            refresh();
            if (link === null) close();
            else setAsked({ kind: 'show-link', link: { ...link, name: staff.name, email: staff.email } });
          }}
        />
      ) : null}
      {asked.kind === 'change' ? (
        <StaffForm
          staff={asked.staff}
          onClose={close}
          onSaved={() => {
            refresh();
            close();
          }}
        />
      ) : null}
      {asked.kind === 'show-link' ? <LinkWindow link={asked.link} onClose={close} /> : null}
      {asked.kind === 'act-as' ? <ActingForm staff={asked.staff} onClose={close} /> : null}
      {asked.kind === 'disable' ? (
        <Confirm
          title="Disable this account?"
          open
          onClose={close}
          verb="Disable the account"
          onConfirm={() => toggle.mutate(asked.staff)}
          busy={toggle.isPending}
          error={toggleError === null ? undefined : sayShortly(toggleError)}
        >
          <p>
            <Name>{asked.staff.name}</Name> is signed out everywhere at once and cannot sign in again until
            the account is enabled. Their notes and decisions stay.
          </p>
        </Confirm>
      ) : null}
      {asked.kind === 'link' ? (
        <Confirm
          title="Make a new link?"
          open
          onClose={close}
          verb="Make the link"
          onConfirm={() => renew.mutate(asked.staff)}
          busy={renew.isPending}
          error={renew.error === null ? undefined : sayShortly(renew.error)}
        >
          <p>
            With it <Name>{asked.staff.name}</Name> sets a new password, once. Links made earlier stop
            working. Give it to them in person or by a way that you trust.
          </p>
        </Confirm>
      ) : null}
    </Page>
  );
}
