import { exportAudit } from '@lapwing/protocol/features/audit/api.ts';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { loadBytes } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { Action } from '../../ui/button.tsx';
import { Notice } from '../../ui/states.tsx';
import { asQuery, type AuditFilters } from './words.ts';

/** Saves the filtered lines as a file for a spreadsheet; that it was done stands in the audit. */
export function SaveLines(props: { filters: AuditFilters }): ReactNode {
  const save = useMutation({
    mutationFn: async () => {
      const blob = await loadBytes(exportAudit, {}, undefined, asQuery(props.filters));
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `audit-${new Date().toISOString().slice(0, 10)}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
  });
  return (
    <>
      {save.error === null ? null : <Notice tone="stop">{sayShortly(save.error)}</Notice>}
      <Action busy={save.isPending} onPress={() => save.mutate()}>
        Export as CSV
      </Action>
    </>
  );
}
