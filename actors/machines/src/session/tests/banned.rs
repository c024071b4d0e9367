//! Bans that reach further than one class: given a class, when somebody is banned here or elsewhere, then this is asked of
//! the list at every door, and this becomes of the person here.

use homeroom_protocol::chat::ChatRules;
use homeroom_protocol::frame::client::{MakeSanction, Say};
use homeroom_protocol::frame::staff::StaffEvent;
use homeroom_protocol::ids::SanctionId;
use homeroom_protocol::moderation::{Banned, Measure, ReasonCode, Sanction, Scope, WideBan};
use homeroom_protocol::question::QuestionState;

use super::super::{TalkWish, Why};
use super::*;

fn wish(measure: Measure, scope: Scope) -> MakeSanction {
    let reason = ReasonCode::Threat;
    MakeSanction { person: OTTO.person(), measure, scope, mutes: None, message: None, minutes: None, reason }
}

impl Class {
    fn bans(&mut self, by: Who, scope: Scope) -> Result<SanctionId, Refusal> {
        let sanction = wish(Measure::Ban, scope);
        let events = self.does(Command::Sanction { person: by.person(), sanction })?;
        let made = |event: &SessionEvent| {
            if let SessionEvent::Sanctioned { sanction, .. } = event { Some(sanction.id) } else { None }
        };
        Ok(events.iter().find_map(made).unwrap())
    }

    fn shuts_out(&mut self, who: Who, course: Option<CourseId>) -> Vec<SessionEvent> {
        self.does(Command::ShutOut { person: who.person(), course }).unwrap()
    }

    /// What was asked of the list at every door.
    pub(super) fn kept(&self) -> Vec<WideBan> {
        let ban = |effect: &Effect| if let Effect::KeepBan(ban) = effect { Some(*ban) } else { None };
        self.effects.iter().filter_map(ban).collect()
    }
}

pub(super) fn class_of_three() -> Class {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, PETRA, OTTO] {
        class.comes(who);
    }
    class
}

#[test]
fn a_ban_of_the_series_is_kept_for_every_door_of_the_course_until_it_is_lifted() {
    let mut class = class_of_three();
    let id = class.bans(TEACHER, Scope::Series).unwrap();
    let made =
        WideBan { id, person: OTTO.person(), course: Some(facts(0).course), at: class.now, until: None, lifted: false };
    assert_eq!(class.kept(), [made]);
    let why = Why::Banned(Banned { scope: Scope::Series, until: None });
    assert!(class.effects.contains(&Effect::CloseSockets { person: OTTO.person(), sign_in: None, why }));
    assert_eq!(code(class.joins(OTTO)), Code::BannedFromCourse);
    class.passes(1_000);
    class.does(Command::Lift { person: PETRA.person(), sanction: id }).unwrap();
    assert_eq!(class.kept(), [made, made.lifted(class.now)]);
    class.comes(OTTO);
}

#[test]
fn a_ban_of_this_class_concerns_no_other_and_says_so() {
    let mut class = class_of_three();
    let id = class.bans(TEACHER, Scope::Session).unwrap();
    assert_eq!(code(class.joins(OTTO)), Code::Banned);
    class.does(Command::Lift { person: TEACHER.person(), sanction: id }).unwrap();
    assert_eq!(class.kept(), []);
}

#[test]
fn nobody_in_the_room_bans_from_the_platform_or_lifts_such_a_ban() {
    let mut class = class_of_three();
    for by in [TEACHER, PETRA] {
        assert_eq!(class.bans(by, Scope::Platform).unwrap_err().code, Code::NotPermitted);
    }
    let scope = Scope::Platform;
    let (id, at) = (SanctionId(Uuid::from_u128(1)), class.now);
    let (measure, reason) = (Measure::Ban, ReasonCode::Threat);
    let person = OTTO.person();
    let ban = Sanction { id, person, measure, mutes: None, scope, message: None, reason, until: None, role: None, at };
    class.does(Command::Enforce(ban)).unwrap();
    assert_eq!(class.kept(), [WideBan { id, person, course: None, at, until: None, lifted: false }]);
    assert_eq!(code(class.joins(OTTO)), Code::BannedFromPlatform);
    assert_eq!(code(class.does(Command::Lift { person: TEACHER.person(), sanction: id })), Code::NotPermitted);
    class.does(Command::Revoke(id)).unwrap();
    class.comes(OTTO);
}

#[test]
fn nothing_but_a_ban_reaches_further_than_the_class() {
    let mut class = class_of_three();
    for measure in [Measure::Warn, Measure::Mute, Measure::Remove] {
        let sanction = wish(measure, Scope::Series);
        let refusal = class.does(Command::Sanction { person: TEACHER.person(), sanction }).unwrap_err();
        assert_eq!((refusal.code, &*refusal.errors[0].pointer), (Code::Invalid, "/scope"));
    }
}

#[test]
fn who_is_banned_elsewhere_is_out_of_the_classes_it_concerns_and_out_of_no_other() {
    let mut class = class_of_three();
    assert_eq!(class.shuts_out(OTTO, Some(CourseId(Uuid::from_u128(4_711)))), [], "another course");
    assert!(class.is_in(OTTO));
    for course in [Some(facts(0).course), None] {
        class.shuts_out(OTTO, course);
        assert!(!class.is_in(OTTO));
        assert_eq!(class.shuts_out(OTTO, course), [], "out already");
        // That they do not come back is for the door to say, which knows when the ban ends.
        class.comes(OTTO);
    }
    assert_eq!(class.kept(), []);
}

#[test]
fn who_is_banned_elsewhere_keeps_no_seat_and_no_place_in_the_line() {
    let mut class = Class::with_seats(1);
    for who in [OTTO, IDA] {
        class.does(Command::Reserve { admission: who.admission() }).unwrap();
    }
    class.shuts_out(IDA, None);
    assert_eq!(class.session.seats_left().waiting, 0);
    class.shuts_out(OTTO, None);
    assert_eq!(class.session.seats_left().left, 1);
}

#[test]
fn in_a_class_that_is_over_nobody_is_shut_out() {
    let mut class = class_of_three();
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert_eq!(class.shuts_out(OTTO, None), []);
}

#[test]
fn what_was_written_by_who_is_shut_out_and_nobody_has_looked_at_waits_for_nobody() {
    let mut class = class_of_three();
    let rules = ChatRules { review: true, ..ChatRules::default() };
    class.talks(TEACHER, TalkWish::Set(rules)).unwrap();
    class.talks(OTTO, TalkWish::Say(Say { text: "look at me".into(), reply_to: None })).unwrap();
    let question = class.asks_of(OTTO, "Who are you all?", false).unwrap();
    let staff = |class: &Class| class.session.view(&class.live, Feed::Staff);
    assert_eq!(staff(&class).staff.unwrap().messages.len(), 1);
    class.shuts_out(OTTO, None);
    assert_eq!(staff(&class).staff.unwrap().messages, []);
    assert_eq!(class.questions(Feed::Staff)[0].state, QuestionState::Dismissed);
    assert_eq!(class.questions(Feed::Class), []);
    assert!(
        class
            .staff
            .iter()
            .any(|event| matches!(event, StaffEvent::QuestionSeen { question: seen } if seen.id == question))
    );
    class.crashes();
    assert_eq!(staff(&class).staff.unwrap().messages, []);
}

#[test]
fn who_is_banned_is_not_seen_in_the_class_by_heartbeats_either() {
    let mut class = class_of_three();
    let minute = Timestamp::from_millis(class.now.as_millis() / 60_000 * 60_000);
    let beats = |class: &Class, who: Who| class.session.heartbeat(class.now, who.person(), minute);
    assert_eq!(beats(&class, OTTO), Ok(()));
    class.bans(TEACHER, Scope::Series).unwrap();
    assert_eq!(beats(&class, OTTO).unwrap_err().code, Code::BannedFromCourse);
    assert_eq!(beats(&class, MIRA), Ok(()));
}
