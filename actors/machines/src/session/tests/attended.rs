//! What several saw becomes intervals, a record, and where a word comes late another version of it.

use homeroom_protocol::attendance::{Confidence, Interval, Source};
use homeroom_protocol::limits::{
    ATTENDANCE_CORRECTED_AFTER, ATTENDANCE_FILED_AFTER, ATTENDANCE_OPEN_FOR, HEARTBEAT_LATE_MAX,
};

use proptest::prelude::*;

use super::super::{Filing, Listed, MediaSays, MediaWord};
use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(STARTS.as_millis() + 1_000 * seconds)
}

fn word(who: Who, from: i64, says: MediaSays) -> MediaWord {
    MediaWord { person: who.person(), connection: format!("PA_{}_{from}", who.0), from: at(from), says }
}

impl Class {
    fn hears(&mut self, words: &[MediaWord]) -> Vec<SessionEvent> {
        self.does(Command::Sight { media: words.to_vec(), minutes: Vec::new() }).unwrap()
    }

    pub(super) fn minute(&mut self, who: Who, seconds: i64) -> Vec<SessionEvent> {
        let minutes = vec![(who.person(), at(seconds))];
        self.does(Command::Sight { media: Vec::new(), minutes }).unwrap()
    }

    fn lists(&mut self, there: &[(Who, i64)]) {
        let listed: Vec<_> = there
            .iter()
            .map(|(who, from)| Listed {
                person: who.person(),
                connection: format!("PA_{}_{from}", who.0),
                from: at(*from),
            })
            .collect();
        let words = self.session.compare(&self.live, self.now, &listed);
        self.does(Command::Sight { media: words, minutes: Vec::new() }).unwrap();
        let connections = listed.into_iter().map(|one| one.connection).collect();
        self.observes(Observation::Listed { at: self.now, connections });
    }

    fn intervals(&self, who: Who) -> Vec<Interval> {
        self.session.attended(self.now, who.person()).map(|record| record.intervals).unwrap_or_default()
    }

    pub(super) fn filings(&self) -> Vec<&Filing> {
        self.effects
            .iter()
            .filter_map(|effect| if let Effect::FileAttendance(filing) = effect { Some(&**filing) } else { None })
            .collect()
    }
}

fn interval(from: i64, until: Option<i64>, sources: &[Source], confidence: Confidence) -> Interval {
    Interval { from: at(from), until: until.map(at), sources: sources.to_vec(), confidence }
}

#[test]
fn what_the_media_server_and_a_page_saw_adds_to_what_the_socket_saw() {
    let mut class = Class::with_seats(2);
    class.comes(MIRA);
    class.hears(&[word(MIRA, 2, MediaSays::Joined)]);
    class.passes(100_000);
    class.does(Command::Leave { person: MIRA.person() }).unwrap();
    class.hears(&[word(MIRA, 2, MediaSays::Left(at(130)))]);
    class.passes(100_000);
    class.minute(MIRA, 120);
    assert_eq!(
        class.intervals(MIRA),
        [
            interval(0, Some(100), &[Source::Socket, Source::Media], Confidence::High),
            interval(100, Some(130), &[Source::Media, Source::Heartbeat], Confidence::Medium),
            interval(130, Some(180), &[Source::Heartbeat], Confidence::Low),
        ]
    );
    assert_eq!(class.session.attended(class.now, MIRA.person()).unwrap().present_ms, 180_000);
}

#[test]
fn who_is_here_now_has_an_interval_without_an_end() {
    let mut class = Class::with_seats(1);
    class.comes(MIRA);
    class.passes(10_000);
    assert_eq!(class.intervals(MIRA), [interval(0, None, &[Source::Socket], Confidence::High)]);
    assert_eq!(class.session.attended(class.now, OTTO.person()), None);
}

#[test]
fn the_same_word_twice_is_news_once() {
    let mut class = Class::with_seats(1);
    let joined = word(MIRA, 5, MediaSays::Joined);
    assert_eq!(class.hears(&[joined.clone(), joined.clone()]).len(), 1);
    assert_eq!(class.hears(&[joined]), []);
    assert_eq!(class.minute(MIRA, 60).len(), 1);
    assert_eq!(class.minute(MIRA, 60), []);
}

#[test]
fn who_is_not_on_the_list_any_more_was_there_until_the_last_one_with_them() {
    let mut class = Class::with_seats(1);
    class.passes(30_000);
    class.lists(&[(MIRA, 4)]);
    class.passes(30_000);
    class.lists(&[(MIRA, 4)]);
    assert_eq!(class.intervals(MIRA), [interval(4, None, &[Source::Media], Confidence::Medium)]);
    class.passes(30_000);
    class.lists(&[]);
    assert_eq!(class.intervals(MIRA), [interval(4, Some(60), &[Source::Media], Confidence::Medium)]);
    class.hears(&[word(MIRA, 4, MediaSays::Left(at(77)))]);
    assert_eq!(class.intervals(MIRA), [interval(4, Some(77), &[Source::Media], Confidence::Medium)]);
}

#[test]
fn a_list_that_says_nothing_new_writes_nothing() {
    let mut class = Class::with_seats(1);
    class.lists(&[(MIRA, 0)]);
    let entries = class.journal.len();
    for _ in 0..10 {
        class.passes(30_000);
        class.lists(&[(MIRA, 0)]);
    }
    assert_eq!(class.journal.len(), entries);
}

#[test]
fn after_a_crash_whoever_was_in_the_media_room_was_seen_when_the_node_woke() {
    let mut class = Class::with_seats(1);
    class.lists(&[(MIRA, 0)]);
    class.passes(40_000);
    class.crashes();
    class.passes(1_000);
    class.lists(&[]);
    assert_eq!(class.intervals(MIRA), [interval(0, Some(40), &[Source::Media], Confidence::Medium)]);
}

#[test]
fn five_minutes_after_the_end_there_is_a_record_and_not_before() {
    let mut class = Class::with_seats(1);
    class.comes(TEACHER);
    class.comes(MIRA);
    class.passes(600_000);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    class.passes(i64::try_from(ATTENDANCE_FILED_AFTER.as_millis()).unwrap() - 1);
    assert_eq!(class.filings(), Vec::<&Filing>::new());
    class.passes(1);
    let filings = class.filings();
    assert_eq!(filings.len(), 1);
    assert_eq!((filings[0].version, filings[0].ended_at, filings[0].filed_at), (1, at(600), at(900)));
    let people: Vec<_> = filings[0].people.iter().map(|one| (one.person, one.present_ms)).collect();
    assert_eq!(people, [(TEACHER.person(), 600_000), (MIRA.person(), 600_000)]);
    assert!(filings[0].people.iter().all(|one| one.intervals.iter().all(|interval| interval.until.is_some())));
    class.passes(10_000_000);
    assert_eq!(class.filings().len(), 1, "once");
}

#[test]
fn a_late_word_makes_another_version_and_many_of_them_one() {
    let mut class = Class::with_seats(1);
    class.comes(TEACHER);
    class.passes(600_000);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    class.passes(300_000);
    class.minute(OTTO, 480);
    class.passes(1_000);
    class.minute(OTTO, 540);
    class.hears(&[word(MIRA, 100, MediaSays::Left(at(200)))]);
    class.passes(i64::try_from(ATTENDANCE_CORRECTED_AFTER.as_millis()).unwrap() - 1_001);
    assert_eq!(class.filings().len(), 1);
    class.passes(1);
    let filings = class.filings();
    assert_eq!(filings.iter().map(|filing| filing.version).collect::<Vec<_>>(), [1, 2]);
    let people: Vec<_> = filings[1].people.iter().map(|one| (one.person, one.present_ms)).collect();
    assert_eq!(people, [(TEACHER.person(), 600_000), (MIRA.person(), 100_000), (OTTO.person(), 120_000)]);
}

#[test]
fn a_late_word_that_changes_no_interval_makes_no_version() {
    let mut class = Class::with_seats(1);
    class.comes(TEACHER);
    class.passes(600_000);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    class.passes(300_000);
    class.minute(TEACHER, 540);
    let after = class.filings().len();
    class.hears(&[word(MIRA, 700, MediaSays::Left(at(800)))]);
    class.passes(10_000_000);
    // The heartbeat is one more source of an interval, which is a change; what was after the end is none.
    assert_eq!((after, class.filings().len()), (1, 2));
    class.minute(TEACHER, 540);
    class.passes(10_000_000);
    assert_eq!(class.filings().len(), 2);
}

#[test]
fn a_day_after_the_end_the_record_is_closed() {
    let mut class = Class::with_seats(1);
    class.comes(TEACHER);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    class.passes(i64::try_from(ATTENDANCE_OPEN_FOR.as_millis()).unwrap());
    class.minute(OTTO, -60);
    class.passes(1);
    let minutes = vec![(OTTO.person(), at(-120))];
    assert_eq!(code(class.does(Command::Sight { media: Vec::new(), minutes })), Code::Over);
}

#[test]
fn a_heartbeat_is_of_a_whole_minute_that_has_begun_and_not_a_quarter_of_an_hour_ago() {
    let mut class = Class::with_seats(1);
    class.passes(1_200_000);
    // The class begins at 16 minutes and 40 seconds past an hour.
    let minute = |n: i64| Timestamp::from_millis((STARTS.as_millis() / 60_000 + n) * 60_000);
    let says = |class: &Class, now: Timestamp, minute| {
        class
            .session
            .heartbeat(now, MIRA.person(), minute)
            .map_err(|no| (no.code, no.errors.first().map(|field| field.code.to_string())))
    };
    let wrong = |what: &str| Err((Code::Invalid, Some(what.to_owned())));
    let now = minute(16);
    assert_eq!(says(&class, now, now), Ok(()));
    assert_eq!(says(&class, now, Timestamp::from_millis(now.as_millis() + 1)), wrong("not_a_minute"));
    assert_eq!(says(&class, Timestamp::from_millis(now.as_millis() - 1), now), wrong("ahead"));
    let latest = minute(1).plus(HEARTBEAT_LATE_MAX);
    assert_eq!(says(&class, latest, minute(1)), Ok(()));
    assert_eq!(says(&class, Timestamp::from_millis(latest.as_millis() + 1), minute(1)), wrong("too_late"));
    // The doors opened in the minute of this number.
    assert_eq!(says(&class, minute(-5), minute(-10)), Ok(()));
    assert_eq!(says(&class, minute(-5), minute(-11)), Err((Code::NotOpen, None)));
    class.comes(TEACHER);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    assert_eq!(says(&class, minute(25), minute(20)), Ok(()));
    assert_eq!(says(&class, minute(25), minute(21)), Err((Code::Over, None)));
}

#[test]
fn the_list_is_of_use_while_the_doors_are_open_and_closely_watched_while_media_alone_sees_somebody() {
    let mut class = Class::with_seats(1);
    assert!(!class.session.is_listed(), "nobody is there");
    class.comes(MIRA);
    class.hears(&[word(MIRA, 1, MediaSays::Joined)]);
    assert!(class.session.is_listed() && !class.session.is_anybody_media_alone(&class.live));
    class.loses(MIRA, 1);
    assert!(class.session.is_anybody_media_alone(&class.live));
    assert!(class.session.is_media_alone(&class.live, MIRA.person()));
    class.connects(MIRA, 2);
    assert!(!class.session.is_anybody_media_alone(&class.live));
    class.passes(3_900_000);
    assert!(!class.session.is_listed(), "it is over");
}

/// One thing that somebody says, of one of a few people, whenever it is said.
#[derive(Clone, Debug)]
enum Said {
    Webhook(MediaWord),
    Minute(u8, i64),
}

fn said() -> impl Strategy<Value = Said> {
    let webhook = (1..4_u8, 0..3_i64, prop::option::of(0..3_000_i64)).prop_map(|(who, n, left)| {
        let from = 60 * n;
        let says = left.map_or(MediaSays::Joined, |after| MediaSays::Left(at(from + after)));
        Said::Webhook(word(Who(who), from, says))
    });
    prop_oneof![3 => webhook, 1 => (1..4_u8, -10..70_i64).prop_map(|(who, minute)| Said::Minute(who, 60 * minute))]
}

/// Hears all of it over an hour, each when it is its turn, the last of it after the record; the intervals of everybody then.
fn hears_all(said: &[Said]) -> Vec<homeroom_protocol::attendance::PersonRecord> {
    let mut class = Class::with_seats(3);
    class.comes(TEACHER);
    class.comes(MIRA);
    let late = said.len() / 2;
    let hears = |class: &mut Class, said: &[Said]| {
        for one in said {
            match one {
                Said::Webhook(word) => drop(class.hears(std::slice::from_ref(word))),
                Said::Minute(who, second) => drop(class.minute(Who(*who), *second)),
            }
        }
    };
    hears(&mut class, &said[..late]);
    class.passes(1_800_000);
    class.does(Command::End { person: TEACHER.person() }).unwrap();
    class.passes(300_000);
    hears(&mut class, &said[late..]);
    class.passes(60_000);
    class.filings().last().unwrap().people.clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shuffled_doubled_and_late_it_is_the_same_record(
        (said, shuffled) in prop::collection::vec(said(), 0..16)
            .prop_flat_map(|said| (Just(said.clone()), Just([said.clone(), said].concat()).prop_shuffle())),
    ) {
        prop_assert_eq!(hears_all(&said), hears_all(&shuffled));
    }
}
