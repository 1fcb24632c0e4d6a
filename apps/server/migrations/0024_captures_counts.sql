-- Open captures are counted for everybody who looks, all day: by whose they are, without reading the captures.

drop index captures_open;
create index captures_open on captures (school_id, severity, received_at desc, id desc)
  include (person_id, device_id) where is_open;
