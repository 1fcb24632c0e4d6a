-- The host of a page is a word of what is sealed: it leads whoever reads it there, and the search would find it.
grant update (site) on captures to lapwing_app;
update captures set site = null where sealed;
alter table captures add constraint captures_sealed_site check (not sealed or site is null);
