-- Captures up to a day long ago, the newest first: what came since is passed over in the index alone.

drop index captures_newest;
create index captures_newest on captures (school_id, received_at desc, id desc, happened_at);
