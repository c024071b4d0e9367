//! `GET /v1/sessions/{session_id}/chapters`: the questions that were answered in a class; JSON, or with `?format=vtt` a
//! chapter track as players take it (WebVTT, W3C).

use std::time::Duration;

use homeroom_protocol::ids::SessionId;
use homeroom_protocol::refusal::{Code, Refusal};
use homeroom_protocol::rest::chapters::Chapters;
use hyper::StatusCode;

use crate::call::Call;
use crate::query;
use crate::reply::{self, Answer};

/// The shortest chapter: a player cannot show one that ends as it begins.
const SHORTEST: Duration = Duration::from_secs(1);

pub(crate) async fn look(call: Call) -> Result<Answer, Refusal> {
    let principal = call.principal()?;
    let session: SessionId = call.segment.parse().map_err(|_| Code::NotFound)?;
    let as_track = match query::optional(&call.parts.uri, "format")?.as_deref() {
        None | Some("json") => false,
        Some("vtt") => true,
        Some(_) => return Err(query::invalid("format")),
    };
    let chapters = call.shared.sessions.chapters(principal, session).await?;
    if as_track {
        return Ok(reply::bytes(StatusCode::OK, "text/vtt; charset=utf-8", track(&chapters)));
    }
    reply::json(StatusCode::OK, &chapters)
}

fn track(chapters: &Chapters) -> String {
    let mut track = "WEBVTT\n".to_owned();
    for chapter in &chapters.chapters {
        let (from, until) = (chapter.from.since(chapters.starts_at), chapter.until.since(chapters.starts_at));
        let (from, until) = (clock(from), clock(until.max(from.saturating_add(SHORTEST))));
        track.push_str(&format!("\n{}\n{from} --> {until}\n{}\n", chapter.question, text(&chapter.text)));
    }
    track
}

/// `hh:mm:ss.ttt`.
fn clock(place: Duration) -> String {
    let seconds = place.as_secs();
    format!("{:02}:{:02}:{:02}.{:03}", seconds / 3_600, seconds / 60 % 60, seconds % 60, place.subsec_millis())
}

/// One line of a cue: nothing in it ends the cue or is taken for markup.
fn text(asked: &str) -> String {
    let line = asked.split_whitespace().collect::<Vec<_>>().join(" ");
    line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::ids::CommandId;
    use homeroom_protocol::rest::chapters::Chapter;
    use homeroom_protocol::time::Timestamp;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_question_is_a_cue_whatever_stands_in_it() {
        let at = |seconds: i64| Timestamp::from_millis(1_795_629_600_000 + seconds * 1_000 + 250);
        let chapter = |text: &str, from, until| Chapter {
            question: CommandId(Uuid::nil()),
            text: text.to_owned(),
            from: at(from),
            until: at(until),
        };
        let chapters = Chapters {
            session_id: SessionId(Uuid::nil()),
            title: "Salt".to_owned(),
            starts_at: Timestamp::from_millis(1_795_629_600_000),
            chapters: vec![
                chapter("Why <b>salt</b> & not\n\n00:00 --> 00:01?", 61, 3_725),
                chapter("So?", 3_800, 3_800),
            ],
        };
        let nil = Uuid::nil();
        assert_eq!(
            track(&chapters),
            format!(
                "WEBVTT\n\n{nil}\n00:01:01.250 --> 01:02:05.250\n\
                 Why &lt;b&gt;salt&lt;/b&gt; &amp; not 00:00 --&gt; 00:01?\n\n\
                 {nil}\n01:03:20.250 --> 01:03:21.250\nSo?\n"
            )
        );
    }
}
