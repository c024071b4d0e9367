-- A rule can hold a message until staff have looked at it.
alter table word_rule drop constraint word_rule_action_check;
alter table word_rule add constraint word_rule_action_check check (action in ('mask', 'hold', 'block'));
