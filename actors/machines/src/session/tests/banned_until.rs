//! Bans that end by themselves: given one, until its end no door opens to whom it is about, and from then on it is as if it
//! had been lifted. What they lost by it stays with whoever has it.

use homeroom_protocol::audit::{Capacity, Deed, What};
use homeroom_protocol::frame::client::MakeSanction;
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::limits::BAN_MINUTES_MAX;
use homeroom_protocol::moderation::{Banned, Measure, ReasonCode, Sanction, Scope, WideBan};

use super::super::Why;
use super::banned::class_of_three;
use super::*;

const MINUTE: i64 = 60_000;

fn ban(scope: Scope, minutes: Option<u32>) -> Command {
    let (measure, reason, person) = (Measure::Ban, ReasonCode::Threat, OTTO.person());
    let sanction = MakeSanction { person, measure, scope, mutes: None, message: None, minutes, reason };
    Command::Sanction { person: TEACHER.person(), sanction }
}

impl Class {
    fn bans_for(&mut self, scope: Scope, minutes: u32) -> Sanction {
        let events = self.does(ban(scope, Some(minutes))).unwrap();
        let made = |event: &SessionEvent| {
            if let SessionEvent::Sanctioned { sanction, .. } = event { Some(sanction.clone()) } else { None }
        };
        events.iter().find_map(made).unwrap()
    }
}

/// As the desk decides it.
fn decided(scope: Scope, at: Timestamp, until: Timestamp) -> Sanction {
    Sanction {
        id: SanctionId(Uuid::from_u128(5)),
        person: OTTO.person(),
        measure: Measure::Ban,
        mutes: None,
        scope,
        message: None,
        reason: ReasonCode::Threat,
        until: Some(until),
        role: None,
        at,
    }
}

#[test]
fn until_a_millisecond_before_its_end_nobody_banned_comes_in_and_from_then_on_they_do() {
    let mut class = class_of_three();
    class.bans_for(Scope::Session, 10);
    class.passes(10 * MINUTE - 1);
    let refusal = class.joins(OTTO).unwrap_err();
    assert_eq!((refusal.code, refusal.retry_after_ms), (Code::Banned, Some(1)));
    let until = Timestamp::from_millis(class.now.as_millis() + 1);
    assert_eq!(refusal.detail.as_deref(), Some(&*format!("You are banned from this class until {until}.")));
    class.crashes();
    assert_eq!(code(class.joins(OTTO)), Code::Banned, "a crash forgets nothing");
    class.passes(1);
    class.comes(OTTO);
    assert_eq!(class.session.view(&class.live, Feed::Staff).staff.unwrap().sanctions, []);
}

#[test]
fn the_machine_wants_to_be_called_when_it_ends_and_says_so_in_an_event_of_its_own() {
    let mut class = class_of_three();
    let made = class.bans_for(Scope::Session, 10);
    assert!(class.session.deadline(&class.live).unwrap() <= made.until.unwrap());
    // It sleeps over the end; what is done when it wakes has the time of the end.
    class.passes(15 * MINUTE);
    let (sanction, at, person) = (made.id, made.until.unwrap(), Some(OTTO.person()));
    let lifted = SessionEvent::Lifted { sanction, person, at, by: None };
    let written = serde_json::to_string(&lifted).unwrap();
    assert!(class.journal.last().unwrap().contains(&written), "{:?}", class.journal.last());
}

#[test]
fn a_ban_of_the_series_is_kept_with_its_end_for_every_door_and_ends_there_too() {
    let mut class = class_of_three();
    let made = class.bans_for(Scope::Series, 10);
    let (id, person, at, until) = (made.id, OTTO.person(), class.now, made.until);
    let course = Some(facts(0).course);
    let ban = WideBan { id, person, course, at, until, lifted: false };
    assert_eq!(class.kept(), [ban]);
    let why = Why::Banned(Banned { scope: Scope::Series, until });
    assert!(class.effects.contains(&Effect::CloseSockets { person, sign_in: None, why }), "they are told until when");
    class.passes(10 * MINUTE - 1);
    assert_eq!(code(class.joins(OTTO)), Code::BannedFromCourse);
    class.passes(1);
    assert_eq!(class.kept(), [ban, ban.lifted(until.unwrap())]);
    class.comes(OTTO);
}

#[test]
fn a_ban_lasts_1_minute_to_365_days_or_until_it_is_lifted() {
    for (minutes, taken) in [
        (Some(0), false),
        (Some(1), true),
        (Some(BAN_MINUTES_MAX), true),
        (Some(BAN_MINUTES_MAX + 1), false),
        (None, true),
    ] {
        let mut class = class_of_three();
        let outcome = class.does(ban(Scope::Session, minutes));
        assert_eq!(outcome.is_ok(), taken, "{minutes:?}");
        if let Err(refusal) = outcome {
            assert_eq!((refusal.code, &*refusal.errors[0].pointer), (Code::Invalid, "/minutes"));
        }
        let until = class.session.moderation.of(OTTO.person()).next().and_then(|ban| ban.until);
        let left = until.map(|until| until.since(class.now).as_secs() / 60);
        assert_eq!(left, minutes.filter(|_| taken).map(u64::from), "{minutes:?}");
    }
}

#[test]
fn of_two_bans_that_reach_alike_the_longer_one_is_told() {
    let mut class = class_of_three();
    class.bans_for(Scope::Session, 10);
    class.does(Command::Enforce(decided(Scope::Session, class.now, ENDS))).unwrap();
    let left = ENDS.since(class.now).as_millis();
    assert_eq!(class.joins(OTTO).unwrap_err().retry_after_ms.map(u128::from), Some(left));
    let id = SanctionId(Uuid::from_u128(6));
    class.does(Command::Enforce(Sanction { id, until: None, ..decided(Scope::Session, class.now, ENDS) })).unwrap();
    assert_eq!(class.joins(OTTO).unwrap_err().retry_after_ms, None, "it has no end");
}

#[test]
fn a_seat_that_was_given_back_is_not_theirs_again_when_the_ban_ends() {
    let mut class = Class::announced(1, Timestamp::from_millis(STARTS.as_millis() - 60 * MINUTE));
    for who in [OTTO, IDA] {
        class.does(Command::Reserve { admission: who.admission() }).unwrap();
    }
    class.does(Command::Enforce(decided(Scope::Series, class.now, class.now.plus(TEN)))).unwrap();
    class.passes(10 * MINUTE);
    class.does(Command::Reserve { admission: OTTO.admission() }).unwrap();
    assert_eq!(class.session.seats_left().waiting, 1, "he may want one again, and stands in the line");
}

const TEN: std::time::Duration = std::time::Duration::from_secs(600);

#[test]
fn when_the_class_is_over_a_ban_ends_without_a_word() {
    let mut class = class_of_three();
    class.bans_for(Scope::Session, 10);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    let chapters = |class: &Class, now| class.session.chapters(OTTO.person(), now).map(drop);
    let end = class.now.plus(TEN);
    let before = Timestamp::from_millis(end.as_millis() - 1);
    assert_eq!(chapters(&class, before).unwrap_err().retry_after_ms, Some(1));
    assert_eq!(chapters(&class, end), Ok(()), "what is kept of it can be seen again");
}

#[test]
fn a_class_that_is_over_shuts_what_is_kept_by_its_own_bans_alone() {
    for (scope, going_on, over) in [
        (Scope::Session, Some(Code::Banned), Some(Code::Banned)),
        // Lifted, it is lifted where every door asks, and the class that is over does not hear of it.
        (Scope::Series, Some(Code::BannedFromCourse), None),
    ] {
        let mut class = class_of_three();
        class.does(ban(scope, None)).unwrap();
        let shows = |class: &Class| class.session.shows_what_is_kept(OTTO.person(), class.now).err().map(|no| no.code);
        assert_eq!(shows(&class), going_on);
        assert_eq!(class.session.shows_what_is_kept(IDA.person(), class.now), Ok(()));
        class.does(Command::End { person: TEACHER.person() }).unwrap();
        assert_eq!(shows(&class), over, "{scope:?}");
    }
}

#[test]
fn a_ban_from_the_class_shuts_what_is_kept_also_beside_a_wider_one() {
    let mut class = class_of_three();
    class.does(ban(Scope::Session, None)).unwrap();
    class.does(Command::Enforce(decided(Scope::Series, STARTS, ENDS.plus(TEN)))).unwrap();
    let shows = |class: &Class| class.session.shows_what_is_kept(OTTO.person(), class.now).err().map(|no| no.code);
    assert_eq!(shows(&class), Some(Code::BannedFromCourse));
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert_eq!(shows(&class), Some(Code::Banned), "the wider one is read, and lifted, elsewhere");
}

#[test]
fn what_the_desk_decided_and_comes_only_when_it_has_ended_puts_nobody_out() {
    let mut class = class_of_three();
    let ban = |class: &Class, millis| {
        let until = Timestamp::from_millis(class.now.as_millis() + millis);
        Command::Enforce(decided(Scope::Platform, STARTS, until))
    };
    assert_eq!(class.does(ban(&class, 0)).unwrap(), []);
    assert!(class.is_in(OTTO));
    class.does(ban(&class, 1)).unwrap();
    assert!(!class.is_in(OTTO));
}

#[test]
fn a_ban_that_has_ended_is_not_contested_and_one_that_was_before_is_answered() {
    let mut class = class_of_three();
    let over = class.bans_for(Scope::Session, 10).id;
    class.passes(10 * MINUTE);
    assert_eq!(code(class.appeals(OTTO, Some(over))), Code::SanctionOver);
    assert_eq!(code(class.appeals(OTTO, None)), Code::NotFound, "nothing keeps him out");
    class.comes(OTTO);
    let holds = class.bans_for(Scope::Session, 10).id;
    class.appeals(OTTO, Some(holds)).unwrap();
    class.passes(10 * MINUTE);
    // The desk decides later; there is nothing left to lift, and they are told all the same.
    assert_eq!(class.does(Command::Revoke(holds)).unwrap(), []);
    let answer = homeroom_protocol::appeal::AppealAnswer {
        outcome: homeroom_protocol::appeal::AppealOutcome::Lifted,
        text: String::new(),
        at: class.now,
    };
    assert_eq!(class.does(Command::AnswerAppeal { sanction: holds, answer }).unwrap().len(), 1);
}

#[test]
fn whoever_may_lift_it_before_its_end_and_the_audit_has_how_long_it_was_to_be() {
    let mut class = class_of_three();
    let deeds = class.deeds(TEACHER, ban(Scope::Series, Some(10_080)));
    let id = class.session.moderation.of(OTTO.person()).next().unwrap().id;
    let wanted = Deed::new(Capacity::Teacher, What::SessionSanction).on(OTTO.person()).about(id.0);
    assert_eq!(deeds, [wanted.after("ban.series.10080_minutes").since(ReasonCode::Threat)]);
    class.does(Command::Lift { person: PETRA.person(), sanction: id }).unwrap();
    class.comes(OTTO);
}
