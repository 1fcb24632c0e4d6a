-- Whoever a threshold rule names is told by mail, too, when it acts.

alter table alerts_owed drop constraint alerts_owed_kind_check;
alter table alerts_owed add constraint alerts_owed_kind_check
  check (kind in ('arrived', 'raised', 'opened', 'assigned', 'escalated', 'threshold'));
alter table alerts_owed drop constraint alerts_owed_check;
alter table alerts_owed add constraint alerts_owed_account
  check ((kind in ('opened', 'assigned', 'escalated', 'threshold')) = (account_id is not null));
alter table alerts_mails drop constraint alerts_mails_kind_check;
alter table alerts_mails add constraint alerts_mails_kind_check check (kind in
  ('at-once', 'digest', 'escalation', 'assigned', 'threshold', 'summary-daily', 'summary-weekly', 'test'));
