//! Appeals: given what is done about somebody, when they contest it, then the desk is asked, and they are told.

use homeroom_protocol::appeal::{Appeal, AppealAnswer, AppealOutcome, AppealRound, AppealState, MyAppeal};
use homeroom_protocol::frame::client::MakeSanction;
use homeroom_protocol::ids::{SanctionId, SessionId};
use homeroom_protocol::limits::{APPEAL_CHARACTERS_MAX, APPEAL_SPAN};
use homeroom_protocol::moderation::{Measure, ReasonCode, Sanction, Scope};

use super::*;

const SESSION: SessionId = SessionId(Uuid::from_u128(70));

impl Class {
    pub(super) fn appeals(&mut self, who: Who, sanction: Option<SanctionId>) -> Result<Vec<SessionEvent>, Refusal> {
        self.contests(who, sanction, "I only asked.")
    }

    fn contests(&mut self, who: Who, sanction: Option<SanctionId>, text: &str) -> Result<Vec<SessionEvent>, Refusal> {
        let (person, text) = (who.person(), text.to_owned());
        self.does(Command::Appeal { session: SESSION, person, sanction, text })
    }

    /// The teacher does something about Otto; what its id is.
    fn sanctions(&mut self, measure: Measure, scope: Scope) -> SanctionId {
        self.sanctions_by(TEACHER, measure, scope)
    }

    fn sanctions_by(&mut self, who: Who, measure: Measure, scope: Scope) -> SanctionId {
        let minutes = (measure == Measure::Mute).then_some(5);
        let reason = ReasonCode::Flood;
        let wish = MakeSanction { person: OTTO.person(), measure, scope, mutes: None, message: None, minutes, reason };
        let events = self.does(Command::Sanction { person: who.person(), sanction: wish }).unwrap();
        let made = |event: &SessionEvent| {
            if let SessionEvent::Sanctioned { sanction, .. } = event { Some(sanction.id) } else { None }
        };
        events.iter().find_map(made).unwrap()
    }

    /// What the desk was handed.
    fn handed(&self) -> Vec<&Appeal> {
        let mut handed = Vec::new();
        for effect in &self.effects {
            if let Effect::OpenAppeal(appeal) = effect {
                handed.push(&**appeal);
            }
        }
        handed
    }

    fn mine(&self) -> Vec<MyAppeal> {
        self.session.you(&self.live, OTTO.person()).unwrap().appeals
    }

    fn tells_of_appeal(&mut self, sanction: SanctionId, outcome: AppealOutcome) -> usize {
        let answer = AppealAnswer { outcome, text: "You are right.".into(), at: self.now };
        self.does(Command::AnswerAppeal { sanction, answer }).unwrap().len()
    }
}

fn class_of_three() -> Class {
    let mut class = Class::with_seats(3);
    for who in [TEACHER, MIRA, OTTO] {
        class.comes(who);
    }
    class
}

#[test]
fn who_is_muted_contests_it_once_and_the_desk_is_told_who_set_it_and_the_person_is_not() {
    let mut class = class_of_three();
    let mute = class.sanctions(Measure::Mute, Scope::Session);
    class.appeals(OTTO, Some(mute)).unwrap();
    let [appeal] = class.handed()[..] else { panic!("one is handed over") };
    let set_by = appeal.set_by.as_ref().unwrap();
    assert_eq!((set_by.person, set_by.role, &*appeal.text), (TEACHER.person(), Role::Teacher, "I only asked."));
    assert_eq!((appeal.session, appeal.sanction.id, appeal.evidence.people), (SESSION, mute, 3));
    let mine = class.mine();
    assert_eq!((mine.len(), mine[0].state, mine[0].due_at), (1, AppealState::Waiting, class.now.plus(QUARTER)));
    let told = serde_json::to_string(&mine).unwrap();
    assert!(!told.contains(&TEACHER.person().to_string()), "{told}");
    assert_eq!(code(class.appeals(OTTO, Some(mute))), Code::Appealed);
    class.crashes();
    assert_eq!(code(class.appeals(OTTO, Some(mute))), Code::Appealed, "a crash forgets nothing");
}

#[test]
fn the_person_is_told_what_who_set_it_is_in_the_class_and_no_more_of_them() {
    for (who, role) in [(TEACHER, Some(Role::Teacher)), (LENA, Some(Role::Assistant)), (PETRA, None)] {
        let mut class = class_of_three();
        for other in [LENA, PETRA] {
            class.comes(other);
        }
        let mute = class.sanctions_by(who, Measure::Mute, Scope::Session);
        class.appeals(OTTO, Some(mute)).unwrap();
        let you = class.session.you(&class.live, OTTO.person()).unwrap();
        assert_eq!((you.sanctions[0].role, you.appeals[0].role), (role, role));
        let told = serde_json::to_string(&you).unwrap();
        assert!(!told.contains(&who.person().to_string()), "{told}");
        assert!(!told.contains(&format!("\"name of {}\"", who.0)), "{told}");
        // They may go, or be something else tomorrow: what they were when they set it stays.
        class.does(Command::Leave { person: who.person() }).unwrap();
        class.crashes();
        assert_eq!(class.session.you(&class.live, OTTO.person()).unwrap().sanctions[0].role, role);
    }
}

const QUARTER: std::time::Duration = std::time::Duration::from_secs(900);

#[test]
fn what_became_of_it_is_told_once_to_the_person_alone() {
    let mut class = class_of_three();
    let mute = class.sanctions(Measure::Mute, Scope::Session);
    class.appeals(OTTO, Some(mute)).unwrap();
    assert_eq!(class.tells_of_appeal(mute, AppealOutcome::Lifted), 1);
    assert_eq!(class.tells_of_appeal(mute, AppealOutcome::Upheld), 0, "what was told stands");
    let mine = class.mine();
    assert_eq!((mine[0].state, &*mine[0].answer), (AppealState::Lifted, "You are right."));
    assert_eq!(class.session.you(&class.live, MIRA.person()).unwrap().appeals, []);
    assert_eq!(class.tells_of_appeal(SanctionId(Uuid::nil()), AppealOutcome::Lifted), 0, "nobody has contested it");
}

#[test]
fn who_is_out_contests_what_keeps_them_out_without_knowing_what_that_is() {
    for measure in [Measure::Remove, Measure::Ban] {
        let mut class = class_of_three();
        assert_eq!(code(class.appeals(OTTO, None)), Code::NotFound, "nothing keeps him out");
        let sanction = class.sanctions(measure, Scope::Session);
        class.appeals(OTTO, None).unwrap();
        assert_eq!((class.handed()[0].sanction.id, &*class.handed()[0].name), (sanction, "name of 2"));
        assert_eq!(class.session.appeal_of(OTTO.person(), None).unwrap().sanction_id, sanction);
    }
}

#[test]
fn what_is_somebody_elses_is_not_there_and_what_holds_no_more_cannot_be_contested() {
    let mut class = class_of_three();
    let mute = class.sanctions(Measure::Mute, Scope::Session);
    assert_eq!(code(class.appeals(MIRA, Some(mute))), Code::NotFound);
    assert_eq!(code(class.appeals(IDA, Some(mute))), Code::NotFound);
    assert_eq!(code(class.appeals(OTTO, Some(SanctionId(Uuid::nil())))), Code::NotFound);
    class.passes(300_000);
    assert_eq!(code(class.appeals(OTTO, Some(mute))), Code::SanctionOver, "its time is up");
    let warned = class.sanctions(Measure::Warn, Scope::Session);
    class.does(Command::Lift { person: TEACHER.person(), sanction: warned }).unwrap();
    assert_eq!(code(class.appeals(OTTO, Some(warned))), Code::SanctionOver, "it was lifted");
    assert_eq!(code(class.appeals(MIRA, Some(warned))), Code::NotFound);
}

#[test]
fn for_a_week_there_can_be_an_appeal_also_when_the_class_is_over() {
    let mut class = class_of_three();
    let mute = class.sanctions(Measure::Mute, Scope::Session);
    let (began, ban) = (class.now, class.sanctions(Measure::Ban, Scope::Session));
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    class.now = began.plus(APPEAL_SPAN);
    class.passes(1);
    assert_eq!(code(class.appeals(OTTO, Some(ban))), Code::AppealTooLate);
    assert_eq!(code(class.appeals(OTTO, Some(mute))), Code::SanctionOver, "no time has lifted it, and it is over");
    class.passes(-1);
    class.appeals(OTTO, Some(ban)).unwrap();
}

#[test]
fn a_ban_that_the_desk_makes_after_the_class_can_be_contested_and_lifted_there() {
    let mut class = class_of_three();
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    let (id, before) = (SanctionId(Uuid::from_u128(5)), class.effects.len());
    let ban = Sanction {
        id,
        person: OTTO.person(),
        measure: Measure::Ban,
        mutes: None,
        scope: Scope::Platform,
        message: None,
        reason: ReasonCode::Threat,
        until: None,
        role: None,
        at: class.now,
    };
    class.does(Command::Enforce(ban)).unwrap();
    assert_eq!(class.effects.len(), before, "the desk keeps it for every door");
    class.appeals(OTTO, Some(id)).unwrap();
    assert_eq!(class.handed()[0].set_by, None, "the desk knows who decided");
    assert_eq!(class.handed()[0].sanction.role, None, "it was nobody in the class");
    class.does(Command::Revoke(id)).unwrap();
    assert_eq!(class.tells_of_appeal(id, AppealOutcome::Lifted), 1);
    class.crashes();
    assert_eq!(class.session.appeal_of(OTTO.person(), Some(id)).unwrap().state, AppealState::Lifted);
}

#[test]
fn an_appeal_has_1_to_1000_characters_that_say_something() {
    let mut class = class_of_three();
    let warned = Some(class.sanctions(Measure::Warn, Scope::Session));
    for empty in ["", " \n"] {
        assert_eq!(code(class.contests(OTTO, warned, empty)), Code::Invalid);
    }
    assert_eq!(code(class.contests(OTTO, warned, "a\0b")), Code::Invalid);
    assert_eq!(code(class.contests(OTTO, warned, &"ü".repeat(APPEAL_CHARACTERS_MAX + 1))), Code::TooLong);
    class.contests(OTTO, warned, &"ü".repeat(APPEAL_CHARACTERS_MAX)).unwrap();
}

#[test]
fn what_is_asked_about_it_comes_to_the_person_once_and_not_in_the_wrong_order() {
    let mut class = class_of_three();
    let mute = class.sanctions(Measure::Mute, Scope::Session);
    class.appeals(OTTO, Some(mute)).unwrap();
    let (at, due_at) = (class.now, class.now.plus(QUARTER));
    let asked = AppealRound { question: "Who saw it?".into(), at, until: due_at, reply: None, replied_at: None };
    let replied = AppealRound { reply: Some("Mira.".into()), replied_at: Some(at), ..asked.clone() };
    let exchange =
        |round: &AppealRound| Command::ExchangeAppeal { sanction: mute, exchange: vec![round.clone()], due_at };
    let events = class.does(exchange(&asked)).unwrap();
    assert_eq!(class.session.concerns(&events[0]), crate::machine::Concerns::One(OTTO.person()));
    assert_eq!(class.mine()[0].exchange, std::slice::from_ref(&asked));
    assert_eq!(class.does(exchange(&asked)).unwrap(), [], "once");
    class.does(exchange(&replied)).unwrap();
    assert_eq!(class.does(exchange(&asked)).unwrap(), [], "what is older changes nothing");
    assert_eq!(class.mine()[0].exchange, std::slice::from_ref(&replied));
    class.tells_of_appeal(mute, AppealOutcome::Upheld);
    assert_eq!(class.does(exchange(&asked)).unwrap(), []);
    assert_eq!((class.mine()[0].exchange.clone(), class.mine()[0].state), (vec![replied], AppealState::Upheld));
}
