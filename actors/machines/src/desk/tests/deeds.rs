//! What the audit has of the desk: given a case, when something is done with it, then this is what is kept of it.

use homeroom_protocol::audit::{Capacity, Deed, What};

use super::*;

impl Scene {
    /// What the audit has of an act that is not done yet.
    pub(super) fn deed(&mut self, staff: Staff, case: CaseId, wish: Wish) -> Vec<Deed> {
        let moment = self.moment();
        let badge = staff.badge();
        let by = badge.who().person;
        let events = self.desk.decide(&self.live, &moment, Command::Act { badge, case, wish }).unwrap();
        let deeds = events.iter().filter_map(|event| self.desk.deed(by, event)).collect();
        self.commits(&moment, events);
        deeds
    }
}

#[test]
fn every_act_says_as_what_what_on_whom_and_why() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    let deed = |role, what| vec![Deed::new(role, what).on(message(0).person).about(case.0)];
    assert_eq!(scene.deed(PETRA, case, Wish::Claim), deed(Capacity::Moderator, What::CaseClaim));
    let finding = scene.finding(case, Some(Measure::Ban));
    let decided = scene.deed(PETRA, case, finding);
    let wanted = deed(Capacity::Moderator, What::CaseDecide).remove(0);
    assert_eq!(decided, [wanted.measured(Some(Measure::Ban), Scope::Session, None).since(ReasonCode::Insult)]);
    assert_eq!(scene.deed(PETRA, case, Wish::Undo), deed(Capacity::Moderator, What::CaseUndo));
    assert_eq!(scene.deed(PETRA, case, Wish::Release), deed(Capacity::Moderator, What::CaseRelease));
    let note = || "seen before".to_owned();
    assert_eq!(scene.deed(ROOT, case, Wish::Note { text: note() }), deed(Capacity::PlatformModerator, What::CaseNote));
    let escalated = scene.deed(PETRA, case, Wish::Escalate { note: note() });
    assert_eq!(escalated, deed(Capacity::Moderator, What::CaseEscalate));
    let written = serde_json::to_string(&escalated).unwrap();
    assert!(!written.contains("seen before"), "no words: {written}");
}

#[test]
fn what_time_reports_and_a_page_that_stays_do_is_nobodys_act() {
    let mut scene = Scene::begins();
    let case = scene.hears(message(0), 1, ReportKind::Insult);
    scene.claims(PETRA, case);
    scene.passes(40);
    assert_eq!(scene.deed(PETRA, case, Wish::Renew), []);
    let until = scene.now;
    for event in [
        DeskEvent::ClaimEnded { case },
        DeskEvent::Settled { case },
        DeskEvent::Escalated { case, by: None, note: String::new(), at: until },
    ] {
        assert_eq!(scene.desk.deed(student(1), &event), None, "{event:?}");
    }
}
