//! Golden encodings: each frame, body and stored event as it is written today, one file each under `protocol/wire`.

use serde::Serialize;

use super::{
    samples, samples_appeal, samples_attendance, samples_chat, samples_desk, samples_desk_journal, samples_desk_rest,
    samples_floor, samples_journal, samples_lobby, samples_may, samples_people, samples_poll, samples_question,
    samples_reaction, samples_report, samples_schedule, samples_seats, samples_staff,
};

/// One encoding.
pub(super) struct Golden {
    /// The file's path from the root of the project.
    pub(super) path: &'static str,
    /// The name of its schema in the documents; the stored form has none.
    #[cfg_attr(not(test), expect(dead_code, reason = "the schemas are held against the goldens by a test"))]
    pub(super) schema: Option<&'static str>,
    /// The encoding.
    pub(super) text: String,
}

/// Every golden.
pub(super) fn all() -> Vec<Golden> {
    let mut goldens = Vec::new();
    goldens.extend(client());
    goldens.extend(server());
    goldens.extend(bodies());
    goldens.extend(journal());
    goldens.extend(desk());
    goldens
}

fn desk() -> Vec<Golden> {
    let requests = samples_desk::requests();
    let mut goldens: Vec<_> =
        requests.iter().map(|(path, frame)| golden(path, Some("DeskClientFrame"), frame)).collect();
    goldens.extend(samples_desk::frames().iter().map(|(path, frame)| golden(path, Some("DeskFrame"), frame)));
    goldens.extend(
        samples_appeal::desk_requests().iter().map(|(path, frame)| golden(path, Some("DeskClientFrame"), frame)),
    );
    goldens.extend(samples_appeal::desk_frames().iter().map(|(path, frame)| golden(path, Some("DeskFrame"), frame)));
    goldens.extend(samples_appeal::desk_events().iter().map(|(path, event)| golden(path, None, event)));
    goldens.push(golden("protocol/wire/job/desk_alarm.json", None, &samples_desk_journal::alarm()));
    goldens.extend(samples_desk_journal::events().iter().map(|(path, event)| golden(path, None, event)));
    goldens
}

fn client() -> Vec<Golden> {
    let frame = |path, frame| golden(path, Some("ClientFrame"), &frame);
    let mut goldens = vec![
        frame("protocol/wire/client/hello_ticket.json", samples::hello_ticket()),
        frame("protocol/wire/client/hello_resume.json", samples::hello_resume()),
        frame("protocol/wire/client/say.json", samples_chat::say()),
        frame("protocol/wire/client/history.json", samples_chat::history()),
        frame("protocol/wire/client/leave.json", samples::leave()),
        frame("protocol/wire/client/end.json", samples::end()),
    ];
    goldens.extend(samples_chat::requests().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens.extend(samples_desk::class_requests().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens.extend(samples_poll::requests().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens.extend(samples_floor::requests().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens.extend(samples_question::requests().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens.extend(samples_reaction::requests().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens.extend(samples_people::requests().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens.extend(samples_lobby::requests().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens
}

fn server() -> Vec<Golden> {
    let frame = |path, frame| golden(path, Some("ServerFrame"), &frame);
    let mut goldens = vec![
        frame("protocol/wire/server/welcome_view.json", samples::welcome_view()),
        frame("protocol/wire/server/welcome_resumed.json", samples::welcome_resumed()),
        frame("protocol/wire/server/welcome_view_staff.json", samples_staff::welcome()),
        frame("protocol/wire/server/entry.json", samples::entry()),
        frame("protocol/wire/server/entry_chat.json", samples_chat::entry()),
        frame("protocol/wire/server/entry_questions.json", samples_question::entry()),
        frame("protocol/wire/server/entry_reactions.json", samples_reaction::entry()),
        frame("protocol/wire/server/entry_staff.json", samples_staff::entry()),
        frame("protocol/wire/server/signal_presence.json", samples::signal_presence()),
        frame("protocol/wire/server/signal_presence_giving.json", samples::signal_presence_giving()),
        frame("protocol/wire/server/signal_beat.json", samples::signal_beat()),
        frame("protocol/wire/server/you.json", samples::you_frame()),
        frame("protocol/wire/server/you_sanctioned.json", samples_desk::you_sanctioned()),
        frame("protocol/wire/server/you_sanctioned_by.json", samples_desk::you_sanctioned_by()),
        frame("protocol/wire/server/ack.json", samples::ack()),
        frame("protocol/wire/server/ack_history.json", samples_chat::ack_history()),
        frame("protocol/wire/server/ack_held.json", samples_chat::ack_held()),
        frame("protocol/wire/server/ack_before.json", samples_chat::ack_before()),
        frame("protocol/wire/server/refused.json", samples::refused()),
        frame("protocol/wire/server/reconnect.json", samples::reconnect()),
        frame("protocol/wire/server/bye.json", samples::bye()),
    ];
    goldens.extend(samples_poll::frames().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens.extend(samples_people::frames().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens.extend(samples_lobby::frames().into_iter().map(|(path, sample)| frame(path, sample)));
    goldens
}

fn bodies() -> Vec<Golden> {
    vec![
        golden("protocol/wire/rest/magic_link.json", Some("MagicLink"), &samples::magic_link()),
        golden("protocol/wire/rest/link_asked.json", Some("LinkAsked"), &samples::link_asked()),
        golden("protocol/wire/rest/redeem.json", Some("Redeem"), &samples::redeem()),
        golden("protocol/wire/rest/redeem_code.json", Some("Redeem"), &samples::redeem_code()),
        golden("protocol/wire/rest/signed_in.json", Some("SignedIn"), &samples::signed_in()),
        golden("protocol/wire/rest/today.json", Some("Today"), &samples_schedule::today()),
        golden("protocol/wire/rest/next_slots.json", Some("NextSlots"), &samples_schedule::next_slots()),
        golden("protocol/wire/rest/me.json", Some("Me"), &samples::me()),
        golden("protocol/wire/rest/rename.json", Some("Rename"), &samples::rename()),
        golden("protocol/wire/rest/join.json", Some("Join"), &samples::join()),
        golden("protocol/wire/rest/joined.json", Some("Joined"), &samples::joined()),
        golden("protocol/wire/rest/joined_overflow.json", Some("Joined"), &samples::joined_overflow()),
        golden("protocol/wire/rest/reserved.json", Some("Reservation"), &samples_seats::reserved()),
        golden("protocol/wire/rest/waitlisted.json", Some("Reservation"), &samples_seats::waitlisted()),
        golden("protocol/wire/rest/answer_offer.json", Some("AnswerOffer"), &samples_seats::answer_offer()),
        golden("protocol/wire/rest/my_reservations.json", Some("MyReservations"), &samples_seats::my_reservations()),
        golden("protocol/wire/rest/heartbeat.json", Some("Heartbeat"), &samples_attendance::heartbeat()),
        golden("protocol/wire/rest/attendance.json", Some("Attendance"), &samples_attendance::attendance()),
        golden("protocol/wire/rest/attendance_filed.json", Some("Attendance"), &samples_attendance::attendance_filed()),
        golden("protocol/wire/rest/prepared_polls.json", Some("PreparedPolls"), &samples_poll::prepared()),
        golden("protocol/wire/rest/poll_report.json", Some("PollReport"), &samples_poll::report()),
        golden("protocol/wire/rest/chapters.json", Some("Chapters"), &samples_question::chapters()),
        golden("protocol/wire/rest/may.json", Some("May"), &samples_may::may()),
        golden("protocol/wire/rest/desk_rooms.json", Some("DeskRooms"), &samples_desk_rest::rooms()),
        golden("protocol/wire/rest/set_room_calm.json", Some("SetRoomCalm"), &samples_desk_rest::set_room_calm()),
        golden("protocol/wire/rest/macros.json", Some("Macros"), &samples_desk_rest::macros()),
        golden("protocol/wire/rest/make_appeal.json", Some("MakeAppeal"), &samples_appeal::make()),
        golden("protocol/wire/rest/make_appeal_door.json", Some("MakeAppeal"), &samples_appeal::at_the_door()),
        golden("protocol/wire/rest/appealed.json", Some("MyAppeal"), &samples_appeal::waiting()),
        golden("protocol/wire/rest/appeal_asked.json", Some("MyAppeal"), &samples_appeal::asked()),
        golden("protocol/wire/rest/reply_to_question.json", Some("ReplyToQuestion"), &samples_appeal::reply()),
        golden("protocol/wire/rest/my_appeals.json", Some("MyAppeals"), &samples_appeal::mine()),
        golden("protocol/wire/rest/my_reports.json", Some("MyReports"), &samples_report::mine()),
        golden("protocol/wire/rest/problem.json", Some("Problem"), &samples::problem_full()),
        golden("protocol/wire/rest/problem_not_entitled.json", Some("Problem"), &samples::problem_not_entitled()),
        golden("protocol/wire/rest/readiness.json", Some("Readiness"), &samples::readiness()),
    ]
}

fn journal() -> Vec<Golden> {
    let mut goldens = vec![
        golden("protocol/wire/journal/v1/row.json", None, &samples_journal::row()),
        golden("protocol/wire/journal/v1/audited_row.json", None, &samples_journal::audited()),
        golden("protocol/wire/journal/v1/seated.json", None, &samples_journal::seated()),
    ];
    goldens.extend(samples_journal::before_the_doors().iter().map(|(path, event)| golden(path, None, event)));
    goldens.extend(samples_poll::stored().iter().map(|(path, event)| golden(path, None, event)));
    goldens.extend(samples_chat::events().iter().map(|(path, event)| golden(path, None, event)));
    goldens.extend(samples_floor::events().iter().map(|(path, event)| golden(path, None, event)));
    goldens.extend(samples_question::events().iter().map(|(path, event)| golden(path, None, event)));
    goldens.extend(samples_reaction::events().iter().map(|(path, event)| golden(path, None, event)));
    goldens.extend(samples_appeal::events().iter().map(|(path, event)| golden(path, None, event)));
    goldens.extend(samples_lobby::events().iter().map(|(path, event)| golden(path, None, event)));
    goldens.extend(samples_journal::others().iter().map(|(path, event)| golden(path, None, event)));
    goldens
}

/// Our types have string keys and writers that cannot fail; an empty golden would be refused by the reading test.
fn golden(path: &'static str, schema: Option<&'static str>, value: &impl Serialize) -> Golden {
    Golden { path, schema, text: serde_json::to_string(value).unwrap_or_default() }
}
