//! What we write.

use std::fmt;
use std::sync::LazyLock;
use std::time::Duration;

use homeroom_protocol::alarm::{Alarm, AlarmCause, AlarmGroup};
use homeroom_protocol::time::Timestamp;
use minijinja::{Environment, Value};
use uuid::Uuid;

use crate::{EmailAddress, MailError};

/// A mail that is ready to go.
#[derive(Clone)]
pub struct Letter {
    /// Its id, the same at every try, so that a mail server that got it twice can see it.
    pub id: Uuid,
    /// Whom it is to.
    pub to: EmailAddress,
    /// What it is about.
    pub subject: String,
    /// For readers of text.
    pub text: String,
    /// For everybody else.
    pub html: String,
    /// When it was written.
    pub at: Timestamp,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What stands in the mail of a sign-in.
pub struct SignIn<'a> {
    /// The link, with its secret.
    pub link: &'a str,
    /// The code, six figures.
    pub code: &'a str,
    /// How long both are good.
    pub good_for: Duration,
}

/// What stands in the mail of an offer.
pub struct Offer<'a> {
    /// The lesson's title.
    pub title: &'a str,
    /// When the class goes live.
    pub starts_at: Timestamp,
    /// Until when the seat is kept.
    pub until: Timestamp,
    /// Where the page is on which it is taken, as `https://class.example`.
    pub origin: Option<&'a str>,
}

/// What stands in the mail of a class that is cancelled.
pub struct Cancelled<'a> {
    /// The lesson's title.
    pub title: &'a str,
    /// When the class was to go live.
    pub starts_at: Timestamp,
    /// Where the page is that has the other classes, as `https://class.example`.
    pub origin: Option<&'a str>,
}

/// What stands in the mail of an alarm.
pub struct OnCall<'a> {
    /// What waits.
    pub alarm: &'a Alarm,
    /// Where the desk is, as `https://class.example`.
    pub origin: Option<&'a str>,
}

static TEMPLATES: LazyLock<Result<Environment<'static>, MailError>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let files = [
        ("sign_in.txt", include_str!("../templates/sign_in.txt")),
        ("sign_in.html", include_str!("../templates/sign_in.html")),
        ("offer.txt", include_str!("../templates/offer.txt")),
        ("offer.html", include_str!("../templates/offer.html")),
        ("cancelled.txt", include_str!("../templates/cancelled.txt")),
        ("cancelled.html", include_str!("../templates/cancelled.html")),
        ("alarm.txt", include_str!("../templates/alarm.txt")),
        ("alarm.html", include_str!("../templates/alarm.html")),
        ("outbox.html", include_str!("../templates/outbox.html")),
    ];
    for (name, source) in files {
        templates.add_template(name, source).map_err(|_| MailError::Unwritable)?;
    }
    Ok(templates)
});

/// Renders a template, escaped as its name says.
pub(crate) fn render(name: &str, values: Value) -> Result<String, MailError> {
    let templates = TEMPLATES.as_ref().map_err(|error| *error)?;
    let template = templates.get_template(name).map_err(|_| MailError::Unwritable)?;
    template.render(values).map_err(|_| MailError::Unwritable)
}

impl Letter {
    /// The mail of a sign-in.
    ///
    /// # Errors
    /// `Unwritable` where a template does not fit, which a test rules out.
    pub fn sign_in(id: Uuid, to: EmailAddress, sign_in: &SignIn<'_>, at: Timestamp) -> Result<Self, MailError> {
        let (first, last) = sign_in.code.split_at_checked(3).unwrap_or((sign_in.code, ""));
        // In two groups, as it is easier to keep in mind on the way to another window.
        let code = format!("{first} {last}");
        let minutes = sign_in.good_for.as_secs() / 60;
        let values = Value::from_pairs([
            ("link", Value::from(sign_in.link)),
            ("code", Value::from(code)),
            ("minutes", Value::from(minutes)),
        ]);
        Ok(Self {
            id,
            to,
            subject: "Sign in to homeroom".to_owned(),
            text: render("sign_in.txt", values.clone())?,
            html: render("sign_in.html", values)?,
            at,
        })
    }

    /// The mail of an offer. Times are in UTC: where its reader is we do not know.
    ///
    /// # Errors
    /// `Unwritable` where a template does not fit, which a test rules out.
    pub fn offer(id: Uuid, to: EmailAddress, offer: &Offer<'_>, at: Timestamp) -> Result<Self, MailError> {
        let values = Value::from_pairs([
            ("title", Value::from(offer.title)),
            ("starts_at", Value::from(minute(offer.starts_at))),
            ("until", Value::from(minute(offer.until))),
            ("minutes", Value::from(offer.until.since(at).as_secs() / 60)),
            ("link", offer.origin.map_or(Value::from(""), |origin| Value::from(format!("{origin}/")))),
        ]);
        Ok(Self {
            id,
            to,
            subject: format!("A seat is free for you: {}", offer.title),
            text: render("offer.txt", values.clone())?,
            html: render("offer.html", values)?,
            at,
        })
    }

    /// The mail of a class that is cancelled. Times as in that of an offer.
    ///
    /// # Errors
    /// `Unwritable` where a template does not fit, which a test rules out.
    pub fn cancelled(id: Uuid, to: EmailAddress, cancelled: &Cancelled<'_>, at: Timestamp) -> Result<Self, MailError> {
        let values = Value::from_pairs([
            ("title", Value::from(cancelled.title)),
            ("starts_at", Value::from(minute(cancelled.starts_at))),
            ("link", cancelled.origin.map_or(Value::from(""), |origin| Value::from(format!("{origin}/")))),
        ]);
        Ok(Self {
            id,
            to,
            subject: format!("Cancelled: {}", cancelled.title),
            text: render("cancelled.txt", values.clone())?,
            html: render("cancelled.html", values)?,
            at,
        })
    }

    /// The mail of an alarm, to whoever is on call. How long something has waited is as of when the mail is written.
    ///
    /// # Errors
    /// `Unwritable` where a template does not fit, which a test rules out.
    pub fn alarm(id: Uuid, to: EmailAddress, on_call: &OnCall<'_>, at: Timestamp) -> Result<Self, MailError> {
        let OnCall { alarm, origin } = on_call;
        let group = |group: &AlarmGroup| {
            let cause = match group.cause {
                AlarmCause::Overdue => "not decided in time",
                AlarmCause::Unclaimed => "passed upward, and taken by nobody",
            };
            Value::from_pairs([
                ("severity", Value::from(group.severity.0)),
                ("cases", Value::from(counted(group.cases, "case"))),
                ("appeals", Value::from(group.appeals)),
                ("cause", Value::from(cause)),
                ("waited", Value::from(span(at.since(group.oldest_at)))),
                ("since", Value::from(minute(group.oldest_at))),
                ("classes", Value::from(group.classes.join("; "))),
            ])
        };
        let worst = alarm.groups.iter().map(|group| group.severity.0).min().unwrap_or_default();
        let waits = if alarm.cases() == 1 { "waits" } else { "wait" };
        let sum = format!("{} {waits} at the desk", counted(alarm.cases(), "case"));
        let values = Value::from_pairs([
            ("sum", Value::from(sum.as_str())),
            ("groups", Value::from(alarm.groups.iter().map(group).collect::<Vec<_>>())),
            ("link", origin.map_or(Value::from(""), |origin| Value::from(format!("{origin}/desk")))),
        ]);
        Ok(Self {
            id,
            to,
            subject: format!("{sum}, severity {worst}"),
            text: render("alarm.txt", values.clone())?,
            html: render("alarm.html", values)?,
            at,
        })
    }
}

/// So many of something.
fn counted(count: u32, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// A span as people say it, in whole minutes or hours.
fn span(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    match minutes {
        0..120 => counted(count(minutes), "minute"),
        120.. => counted(count(minutes / 60), "hour"),
    }
}

/// An instant as people write it: `2026-11-25 18:20:00 UTC`.
fn minute(at: Timestamp) -> String {
    let text = at.to_string();
    let (day, time) = text.split_once('T').unwrap_or((&text, ""));
    format!("{day} {} UTC", time.split('.').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use homeroom_protocol::moderation::Severity;

    use super::*;

    #[test]
    fn an_offer_says_of_what_until_when_and_where_and_is_escaped_in_one_form() {
        let to = || "mira@example.org".parse().unwrap();
        let (starts_at, until) = (Timestamp::from_millis(1_795_629_600_000), Timestamp::from_millis(1_795_620_000_000));
        let offer = Offer { title: "Salt & <sea>", starts_at, until, origin: Some("https://class.example") };
        let letter = Letter::offer(Uuid::nil(), to(), &offer, until.minus(Duration::from_secs(600))).unwrap();
        for text in [&letter.text, &letter.html] {
            assert!(text.contains("2026-11-25 15:20:00 UTC") && text.contains("10 minutes"), "{text}");
            assert!(text.contains("class.example") && text.contains("2026-11-25 18:00:00 UTC"), "{text}");
        }
        assert!(letter.text.contains("\nhttps://class.example/\n") && letter.html.contains("href=\"https:"));
        assert!(letter.text.contains("Salt & <sea>") && letter.html.contains("Salt &amp; &lt;sea&gt;"));
        let without = Letter::offer(Uuid::nil(), to(), &Offer { origin: None, ..offer }, until).unwrap();
        assert!(!without.text.contains("http") && !without.html.contains("href"), "{}", without.text);
        assert!(without.text.contains("1 minute"), "an offer of seconds is not told in noughts");
    }

    #[test]
    fn a_cancelled_class_is_named_with_its_hour_and_the_way_to_others() {
        let to = || "mira@example.org".parse().unwrap();
        let starts_at = Timestamp::from_millis(1_795_629_600_000);
        let cancelled = Cancelled { title: "Salt & <sea>", starts_at, origin: Some("https://class.example") };
        let letter = Letter::cancelled(Uuid::nil(), to(), &cancelled, starts_at).unwrap();
        assert_eq!(letter.subject, "Cancelled: Salt & <sea>");
        for text in [&letter.text, &letter.html] {
            assert!(text.contains("2026-11-25 18:00:00 UTC") && text.contains("class.example"), "{text}");
        }
        assert!(letter.html.contains("Salt &amp; &lt;sea&gt;") && letter.text.contains("Salt & <sea>"));
        assert!(letter.text.lines().all(|line| line.len() <= 78));
        let without =
            Letter::cancelled(Uuid::nil(), to(), &Cancelled { origin: None, ..cancelled }, starts_at).unwrap();
        assert!(!without.text.contains("http") && !without.html.contains("href"), "{}", without.text);
    }

    fn group(severity: u8, cause: AlarmCause, cases: u32, oldest_minutes: u64) -> AlarmGroup {
        let oldest_at = Timestamp::from_millis(1_795_629_600_000).minus(Duration::from_secs(60 * oldest_minutes));
        let classes = vec!["Salt & <sea>".to_owned(), "Fractions".to_owned()];
        AlarmGroup { severity: Severity(severity), cause, cases, appeals: u32::from(cases > 1), oldest_at, classes }
    }

    #[test]
    fn an_alarm_counts_by_severity_and_says_how_old_of_which_class_and_where() {
        let to = || "oncall@example.org".parse().unwrap();
        let at = Timestamp::from_millis(1_795_629_600_000);
        let groups = vec![group(1, AlarmCause::Overdue, 1, 4), group(2, AlarmCause::Unclaimed, 40, 121)];
        let alarm = Alarm { at, groups };
        let on_call = OnCall { alarm: &alarm, origin: Some("https://class.example") };
        let letter = Letter::alarm(Uuid::nil(), to(), &on_call, at).unwrap();
        assert_eq!(letter.subject, "41 cases wait at the desk, severity 1");
        for text in [&letter.text, &letter.html] {
            assert!(text.contains("Severity 1: 1 case, not decided in time"), "{text}");
            assert!(text.contains("4 minutes, since 2026-11-25 17:56:00 UTC"), "{text}");
            assert!(text.contains("Severity 2: 40 cases, passed upward, and taken by nobody"), "{text}");
            assert!(text.contains("2 hours, since") && text.contains("1 of them an appeal"), "{text}");
            assert!(text.contains("class.example") && text.contains("Fractions"), "{text}");
        }
        assert!(letter.text.contains("\nhttps://class.example/desk\n") && letter.html.contains("href=\"https:"));
        assert!(letter.html.contains("Salt &amp; &lt;sea&gt;") && letter.text.contains("Salt & <sea>"));
        assert!(letter.text.lines().all(|line| line.len() <= 78), "{}", letter.text);
        let one = Alarm { at, groups: vec![group(3, AlarmCause::Overdue, 1, 1)] };
        let letter = Letter::alarm(Uuid::nil(), to(), &OnCall { alarm: &one, origin: None }, at).unwrap();
        assert_eq!(letter.subject, "1 case waits at the desk, severity 3");
        assert!(!letter.text.contains("http") && !letter.html.contains("href") && letter.text.contains("1 minute,"));
    }

    #[test]
    fn a_sign_in_says_code_link_and_how_long_in_both_forms_and_is_escaped_in_one() {
        let to = "mira@example.org".parse().unwrap();
        let link = "https://class.example/#link=a&b\"<i>";
        let sign_in = SignIn { link, code: "407118", good_for: Duration::from_secs(900) };
        let letter = Letter::sign_in(Uuid::nil(), to, &sign_in, Timestamp::from_millis(0)).unwrap();
        for text in [&letter.text, &letter.html] {
            assert!(text.contains("407 118") && text.contains("15 minutes"), "{text}");
        }
        assert!(letter.text.contains(&format!("\n{link}\n")));
        assert!(!letter.html.contains("<i>") && letter.html.contains("#link=a&amp;b&quot;"), "{}", letter.html);
        assert!(!letter.subject.contains("407"), "a locked screen shows the subject to everybody");
        assert!(letter.text.lines().filter(|line| *line != link).all(|line| line.len() <= 78));
    }
}
