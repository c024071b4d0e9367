-- How a person did in the quiz of a class, of the record the row is from; null where it says nothing of it.

alter table attendance add column quiz text;  -- JSON: homeroom_protocol::attendance::Quiz
