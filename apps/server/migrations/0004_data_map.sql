-- What each table keeps, why, for how long and what clears it: docs/data-map.md is printed from these comments.
-- The form is: what | why | how long | what clears it.

comment on table schools is 'Name and sealed keys of each school | the school itself | as long as the school is served | removing the school';
comment on table accounts_users is 'Name and e-mail address of staff | signing in | as long as the account | removing the account';
comment on table accounts_sessions is 'Sign-ins of staff: address, browser, times | to know who is signed in, and to end it | 12 hours after the last use | signing out; a new sign-in clears what has run out';
comment on table accounts_credentials is 'Argon2id hashes of passwords | signing in | as long as the account | removing the account';
comment on table accounts_verifications is 'Short-lived values of second steps of a sign-in | signing in | minutes | their own end';
comment on table accounts_lockouts is 'Addresses of failed sign-ins with a count | to stop guessing | until the next success | a success, or a new one-time link';
comment on table accounts_links is 'Hashes of one-time links | setting a first or new password | 7 days | use, or a newer link';
comment on table accounts_members is 'Roles of staff in a school | permissions | as long as the account | removing the account';
comment on table accounts_member_groups is 'Groups that a member of staff sees | permissions | as long as the account | a change of the account or the group';
comment on table people is 'Roster: name, user name, year, form | to know whose capture it is and who may see it | while the person is at the school | the school; with retention rules in a later version';
comment on table groups is 'Names of classes, forms and rooms | who may see whom | as long as they are used | deleting the group';
comment on table groups_members is 'Who and what is in a group | who may see whom | as long as they are used | leaving the group';
comment on table audit_entries is 'What staff did and looked at, chained by hashes; no words of a pupil | accountability | the life of the school | nothing: the application cannot';
comment on table devices_school_codes is 'School codes, also those withdrawn | to let devices in, and to tell why one is not | the life of the school | nothing yet';
comment on table devices is 'Devices: name, room, public key, platform, when seen | to connect them and to show their state | as long as the school is served | nothing; a revoked device stays as a record';
comment on table devices_refusals is 'Devices not let in: time, reason, address | so that somebody can help, or notice an attack | the newest of each school | newer ones';
comment on table sessions is 'Who sat at which device, from when to when | whose capture it is | as long as the captures | the school; with retention rules in a later version';
comment on table policies_packs is 'Compiled packs of terms; nothing of a pupil | devices fetch them | as long as a device may hold one | nothing yet';
comment on table state_documents is 'What each device was told last; nothing of a pupil | to send it again and never an older one | until the next | the next';
comment on table captures is 'Captures: the sentence that matched, where, when, how bad, its status | safeguarding | as the school''s policy on safeguarding records says | the school; with retention rules in a later version';
comment on table captures_sealed is 'Words of captures of illegal content; the application cannot read them | a record for those entitled by law | as captures | as captures';
comment on table captures_history is 'What happened to each capture: status, notes, who and when | accountability; decisions and reasons are recorded | as captures | nothing: the application cannot';
comment on table captures_losses is 'Counts of items that a device could not keep or the server could not take; no words | so that a loss is known | the life of the school | nothing yet';
comment on table evidence is 'Which screenshots there are, their hashes and keys to the encrypted files | safeguarding | as captures | as captures';
