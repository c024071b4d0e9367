-- Whether newcomers of a class wait in its lobby from the moment its doors open: what is said of the class, or else of its
-- course. It is read when the class is announced and when it wakes, and again for the timetable; what staff in the class say
-- later stands in its journal.

alter table course add column lobby boolean not null default false;
alter table session add column lobby boolean;       -- null: as its course
