//! Who is here, by name: given a class, when somebody asks, then this is the page they read.

use homeroom_protocol::frame::people::{People, PeoplePage, Whereabouts};
use homeroom_protocol::frame::server::Answer;
use homeroom_protocol::limits::{PEOPLE_NAME_CHARACTERS_MAX, PEOPLE_PAGE_MAX, PEOPLE_TOLD_MAX};

use super::super::Query;
use super::*;

impl Class {
    fn people(&self, by: Who, asked: People) -> Result<PeoplePage, Refusal> {
        let answer = self.session.look(&self.live, Query::People { person: by.person(), asked })?;
        let Answer::People(page) = answer else { panic!("a page, not {answer:?}") };
        Ok(page)
    }

    fn read(&self, by: Who, asked: People) -> Vec<PersonId> {
        self.people(by, asked).unwrap().people.iter().map(|who| who.person).collect()
    }

    fn whereabouts(&self, who: Who) -> Option<Whereabouts> {
        self.session.person_here(&self.live, who.person()).map(|here| here.whereabouts)
    }

    fn is_away(&mut self, who: Who, n: u8, away: bool) {
        self.observes(Observation::Away { person: who.person(), connection: connection(MIRA, n), away });
    }
}

fn crowd(count: u8) -> Class {
    let mut class = Class::with_seats(3);
    class.comes(TEACHER);
    for who in (1..).map(Who).filter(|who| who.role() == Role::Student).take(count.into()) {
        class.comes(who);
    }
    class
}

#[test]
fn pages_follow_one_another_hold_everybody_once_and_stand_still_while_people_come_and_go() {
    let mut class = crowd(30);
    let (mut after, mut read) = (None, Vec::new());
    loop {
        let page = class.people(MIRA, People { after, limit: Some(7), ..People::default() }).unwrap();
        assert!(page.people.len() == 7 || !page.more);
        read.extend(page.people.iter().map(|who| who.person));
        after = read.last().copied();
        if read.len() == 14 {
            // Who was read already goes; who comes behind is still read.
            class.does(Command::Leave { person: Who(2).person() }).unwrap();
            class.comes(Who(90));
        }
        if !page.more {
            break;
        }
    }
    let mut once = read.clone();
    once.sort();
    once.dedup();
    assert_eq!((once.len(), &once), (32, &read), "each once, in the order of their ids");
    assert!(read.contains(&Who(90).person()) && read.contains(&TEACHER.person()));
}

#[test]
fn people_are_found_by_a_part_of_their_name_and_by_what_they_are() {
    let mut class = crowd(12);
    class.comes(PETRA);
    let by_name = |name: &str| People { name: Some(name.into()), ..People::default() };
    let found = class.people(TEACHER, by_name(" NAME of 1 ")).unwrap().people;
    assert!(found.len() >= 3 && found.iter().all(|who| who.name.starts_with("name of 1")));
    let by_role = |role| People { role: Some(role), ..People::default() };
    assert_eq!(class.read(MIRA, by_role(Role::Teacher)), [TEACHER.person()]);
    // Who watches over the class is shown to staff alone.
    assert_eq!(class.read(TEACHER, by_role(Role::Moderator)), [PETRA.person()]);
    assert_eq!(class.read(MIRA, by_role(Role::Moderator)), []);
    assert!(!class.read(MIRA, People::default()).contains(&PETRA.person()));
}

#[test]
fn who_has_three_pages_is_one_person_and_away_when_nobody_looks_at_any_of_them() {
    let mut class = crowd(3);
    for n in [2, 3] {
        class.connects(MIRA, n);
    }
    let connections = [1, 2, 3];
    let alone =
        |class: &Class| class.read(TEACHER, People::default()).iter().filter(|one| **one == MIRA.person()).count();
    assert_eq!((alone(&class), class.whereabouts(MIRA)), (1, Some(Whereabouts::Here)));
    for n in connections {
        assert_eq!(class.whereabouts(MIRA), Some(Whereabouts::Here));
        let before = class.session.crowd_edition(&class.live);
        class.is_away(MIRA, n, true);
        assert_ne!(class.session.crowd_edition(&class.live), before);
    }
    assert_eq!(class.whereabouts(MIRA), Some(Whereabouts::Away));
    assert_eq!(class.count(), (4, 0), "who is away is counted");
    class.is_away(MIRA, 2, false);
    assert_eq!(class.whereabouts(MIRA), Some(Whereabouts::Here));
    class.is_away(OTTO, 2, true);
    assert_eq!(class.whereabouts(MIRA), Some(Whereabouts::Here), "nobody says it of another's page");
    for n in connections {
        class.loses(MIRA, n);
    }
    assert_eq!((alone(&class), class.whereabouts(MIRA)), (1, Some(Whereabouts::Stale)));
    class.passes(90_000);
    assert_eq!((alone(&class), class.whereabouts(MIRA)), (0, None));
}

#[test]
fn a_page_has_its_limits_and_who_is_not_here_reads_none() {
    let mut class = crowd(3);
    for (limit, taken) in [(0, false), (1, true), (PEOPLE_PAGE_MAX, true), (PEOPLE_PAGE_MAX + 1, false)] {
        let page = class.people(MIRA, People { limit: Some(limit), ..People::default() });
        assert_eq!(page.is_ok(), taken, "{limit}");
    }
    for (length, taken) in [(PEOPLE_NAME_CHARACTERS_MAX, true), (PEOPLE_NAME_CHARACTERS_MAX + 1, false)] {
        let page = class.people(MIRA, People { name: Some("é".repeat(length)), ..People::default() });
        assert_eq!(page.is_ok(), taken, "{length}");
    }
    assert_eq!(class.people(Who(77), People::default()).unwrap_err().code, Code::NotHere);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert!(class.people(TEACHER, People::default()).is_err());
}

#[test]
fn as_many_are_told_who_comes_and_goes_as_stay_in_sight_and_staff_always() {
    let most = u8::try_from(PEOPLE_TOLD_MAX).unwrap();
    for (count, all) in [(most - 1, true), (most, false)] {
        let class = crowd(count);
        assert_eq!(class.people(MIRA, People::default()).unwrap().told, all, "{count} students and their teacher");
        assert!(class.people(TEACHER, People::default()).unwrap().told);
    }
}
