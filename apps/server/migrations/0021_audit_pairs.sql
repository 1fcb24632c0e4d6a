-- What was opened and what closed it, found without reading the rest of the audit.
create index audit_entries_pairs on audit_entries (school_id, actor_id, subject_id, seq)
  where outcome = 'opened' or action like '%-ended';
