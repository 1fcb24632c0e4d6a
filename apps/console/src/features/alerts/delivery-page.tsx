import {
  type LoggedMail,
  MAIL_STATES,
  type MailHealth,
  sendMailAgain,
} from '@lapwing/protocol/features/alerts/api.ts';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { load } from '../../api/client.ts';
import { sayShortly } from '../../api/failure.ts';
import { troubleOf } from '../../api/trouble.ts';
import { paths } from '../../paths.ts';
import { Action, ActionLink } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Choice } from '../../ui/field.tsx';
import { Name } from '../../ui/name.tsx';
import { Page } from '../../ui/page.tsx';
import { Awaiting } from '../../ui/query-state.tsx';
import { Notice, Pill, State } from '../../ui/states.tsx';
import { showToast } from '../../ui/toasts.ts';
import { When } from '../../ui/when.tsx';
import { AlertsFrame } from './alerts-frame.tsx';
import { HealthNotice } from './health-notice.tsx';
import { mailsQuery } from './queries.ts';
import { type DeliveryFilters, deliverySearch, KIND_WORDS, sayMail, STATE_WORDS } from './words.ts';

/** Which alerts went to whom by mail; what was given up stands first. What a mail said is nowhere. */
export function DeliveryPage(props: {
  filters: DeliveryFilters;
  go: (href: string, options?: { replace?: boolean }) => void;
}): ReactNode {
  const { filters, go } = props;
  const client = useQueryClient();
  const query = useInfiniteQuery(mailsQuery(filters));
  const first = query.data?.pages[0];
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const again = useMutation({
    mutationFn: (mail: LoggedMail) => load(sendMailAgain, { params: { id: mail.id } }),
    onSuccess(_sent, mail) {
      showToast({ text: `It is sent to ${mail.recipient.name} again now.`, key: 'alerts' });
      void client.invalidateQueries({ queryKey: ['alerts'] });
    },
    onError: (error) => showToast({ text: sayShortly(error), tone: 'stop', key: 'alerts' }),
  });
  const narrow = (part: Partial<DeliveryFilters>): void =>
    go(paths.delivery(deliverySearch({ ...filters, ...part })), { replace: true });
  const narrowed = filters.state !== 'any' || filters.who !== null;
  const mayManage = first?.may.manage.allowed === true;
  return (
    <AlertsFrame tab="delivery">
      <Page
        title="Delivery"
        tab="Alerts"
        flush
        description="Which alerts went to whom by e-mail, and what went wrong. What a mail said is not kept."
        bar={
          first === undefined ? null : (
            <>
              <Choice
                label="State"
                look="filter"
                neutral="any"
                value={filters.state}
                options={[
                  { key: 'any', label: 'Any state' },
                  ...MAIL_STATES.map((key) => ({ key, label: STATE_WORDS[key].word })),
                ]}
                onChange={(state) => narrow({ state })}
              />
              <Choice
                label="Recipient"
                look="filter"
                neutral="any"
                value={filters.who ?? 'any'}
                options={[
                  { key: 'any', label: 'Anybody' },
                  ...first.recipients.map(({ id, name }) => ({ key: id, label: name })),
                ]}
                onChange={(who) => narrow({ who: who === 'any' ? null : who })}
              />
            </>
          )
        }
      >
        {first === undefined ? (
          <Awaiting trouble={troubleOf(query)} onRetry={() => void query.refetch()} />
        ) : (
          <div className="alerting-log">
            <div>
              <HealthNotice health={first.health} />
              {again.isError ? <Notice tone="stop">{sayShortly(again.error)}</Notice> : null}
            </div>
            {rows.length === 0 ? (
              <State
                title={narrowed ? 'Nothing matches these filters' : 'No mail has been owed yet'}
                icon={narrowed ? 'missing' : 'empty'}
                actions={
                  narrowed ? (
                    <Action onPress={() => go(paths.delivery())}>Show everything</Action>
                  ) : first.health.state === 'none' && mayManage ? (
                    <ActionLink href={paths.mailServer()}>Set up the mail server</ActionLink>
                  ) : undefined
                }
              >
                {narrowed ? undefined : 'Alerts that are sent from now on stand here for 90 days.'}
              </State>
            ) : (
              <DataTable
                label="Mails"
                rows={rows}
                columns={columnsOf(
                  first.health,
                  mayManage ? (mail) => again.mutate(mail) : null,
                  again.isPending,
                )}
                rowKey={(mail) => mail.id}
                foot={
                  query.hasNextPage ? (
                    <div className="table-foot">
                      <Action busy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                        Show more
                      </Action>
                    </div>
                  ) : null
                }
              />
            )}
          </div>
        )}
      </Page>
    </AlertsFrame>
  );
}

function columnsOf(
  health: MailHealth,
  onAgain: ((mail: LoggedMail) => void) | null,
  busy: boolean,
): Column<LoggedMail>[] {
  return [
    {
      key: 'state',
      title: 'State',
      fixed: true,
      cell: (mail) => {
        const { word, tone, shape } = STATE_WORDS[mail.state];
        return (
          <Pill tone={tone} shape={shape}>
            {word}
          </Pill>
        );
      },
    },
    { key: 'to', title: 'To', cell: (mail) => <Name>{mail.recipient.name}</Name> },
    { key: 'kind', title: 'Kind', fixed: true, cell: (mail) => KIND_WORDS[mail.kind] },
    {
      key: 'captures',
      title: 'Captures',
      fixed: true,
      cell: (mail) => <span className="number">{mail.captures === 0 ? '' : mail.captures}</span>,
    },
    {
      key: 'made',
      title: 'Owed since',
      fixed: true,
      cell: (mail) => <When at={mail.madeAt} show="moment" />,
    },
    {
      key: 'result',
      title: 'What happened',
      cell: (mail) => (
        <div className="mail-result">
          <span>{sayMail(mail, health)}</span>
          {mail.attempts > 1 ? <span className="quiet small"> After {mail.attempts} tries.</span> : null}
        </div>
      ),
    },
    {
      key: 'act',
      title: 'Actions',
      hideTitle: true,
      fixed: true,
      cell: (mail) =>
        onAgain === null ||
        mail.kind === 'test' ||
        (mail.state !== 'dead' && (mail.state !== 'waiting' || mail.attempts === 0)) ? null : (
          <Action label={`Send to ${mail.recipient.name} again`} busy={busy} onPress={() => onAgain(mail)}>
            Send again
          </Action>
        ),
    },
  ];
}
