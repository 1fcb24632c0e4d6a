-- Codes beside the school's own, for one lot of devices: with a name, an end, and a number of devices that they let in.

alter table devices_school_codes
  add column title text check (length(title) between 1 and 80),
  add column devices_at_most int check (devices_at_most between 1 and 10000),
  add constraint devices_school_codes_limited check (
    (title is null) = (devices_at_most is null) and (title is null or expires_at is not null)
  );
drop index devices_school_codes_in_force;
create unique index devices_school_codes_in_force on devices_school_codes (school_id)
  where revoked_at is null and title is null;
comment on table devices_school_codes is 'School codes, and codes for one lot of devices with their name, also those withdrawn; nothing of a pupil | to let devices in, and to tell why one is not | the life of the school | nothing yet';
