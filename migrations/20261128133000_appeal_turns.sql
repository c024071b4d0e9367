-- How many texts there are in what was asked and answered about an appeal: of two writes that come in the wrong order the
-- longer exchange stays.
alter table appeal add column turns integer not null default 0;
