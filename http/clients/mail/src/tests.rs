//! Against a mail server of our own that speaks SMTP, and against none.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use homeroom_protocol::time::Timestamp;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::{
    Letter, MAILS_WAITING_MAX, MailError, Mailer, OUTBOX_MAILS_MAX, Outbox, Postman, SignIn, Smtp, SmtpSettings,
};

const SOON: &[Duration] = &[Duration::from_millis(10), Duration::from_millis(10)];
const PATIENCE: Duration = Duration::from_secs(20);

fn letter(n: u128) -> Letter {
    let sign_in = SignIn { link: "https://class.example/#link=s3cret", code: "407118", good_for: PATIENCE };
    let at = Timestamp::from_millis(1_795_629_600_000);
    Letter::sign_in(Uuid::from_u128(n), "mira@example.org".parse().unwrap(), &sign_in, at).unwrap()
}

/// A mail server that answers the `n`th message's recipient with `replies[n]`, then with 250, and gives what it took.
async fn server(replies: &'static [&'static str]) -> (u16, mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (taken, mails) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let asked = Arc::new(Mutex::new(0));
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(speak(stream, Arc::clone(&asked), replies, taken.clone()));
        }
    });
    (port, mails)
}

async fn speak(
    stream: TcpStream,
    asked: Arc<Mutex<usize>>,
    replies: &'static [&'static str],
    taken: mpsc::UnboundedSender<String>,
) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let _ = write.write_all(b"220 here\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let reply = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250 here".to_owned(),
            "RCPT" => {
                let mut asked = asked.lock().unwrap();
                *asked += 1;
                replies.get(*asked - 1).unwrap_or(&"250 ok").replace("TO", line.trim_start_matches("RCPT TO:"))
            }
            "DATA" => {
                let _ = write.write_all(b"354 go on\r\n").await;
                let mut mail = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    mail.push_str(&line);
                    mail.push('\n');
                }
                let _ = taken.send(mail);
                "250 taken".to_owned()
            }
            _ => "250 ok".to_owned(),
        };
        let _ = write.write_all(format!("{reply}\r\n").as_bytes()).await;
    }
}

fn smtp(port: u16) -> Mailer {
    let settings =
        SmtpSettings { url: format!("smtp://127.0.0.1:{port}").into(), from: "homeroom <class@example.org>".into() };
    Mailer::Smtp(Smtp::new(&settings).unwrap())
}

#[tokio::test]
async fn a_mail_arrives_with_text_and_html_and_says_that_nobody_typed_it() {
    let (port, mut mails) = server(&[]).await;
    smtp(port).send(&letter(7)).await.unwrap();
    let mail = mails.recv().await.unwrap();
    for part in [
        "From: homeroom <class@example.org>\n",
        "To: mira@example.org\n",
        "Subject: Sign in to homeroom\n",
        "Date: Wed, 25 Nov 2026 18:00:00 +0000\n",
        "Message-ID: <00000000-0000-0000-0000-000000000007@example.org>\n",
        "Auto-Submitted: auto-generated\n",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "407 118",
    ] {
        assert!(mail.contains(part), "{part} is not in\n{mail}");
    }
}

#[tokio::test]
async fn a_mail_server_that_cannot_now_is_asked_again_and_gets_the_same_mail() {
    let (port, mut mails) = server(&["451 later", "421 later"]).await;
    let postman = Postman::with(smtp(port), SOON);
    postman.slot().unwrap().send(letter(8));
    let mail = tokio::time::timeout(PATIENCE, mails.recv()).await.unwrap().unwrap();
    assert!(mail.contains("<00000000-0000-0000-0000-000000000008@"));
    assert!(postman.finish(PATIENCE).await);
    assert!(mails.try_recv().is_err(), "it went once");
}

#[tokio::test]
async fn failures_are_sorted_by_what_can_be_done() {
    let (port, _mails) = server(&["550 no such TO", "451 later"]).await;
    assert_eq!(smtp(port).send(&letter(1)).await, Err(MailError::Never { status: Some(550) }));
    assert_eq!(smtp(port).send(&letter(1)).await, Err(MailError::Later { what: "refused", status: Some(451) }));
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert_eq!(smtp(nobody).send(&letter(1)).await, Err(MailError::Later { what: "connection", status: None }));
    for (url, from) in [("smtp://h", "nobody"), ("http://h", "a@example.org"), ("", "a@example.org")] {
        let settings = SmtpSettings { url: url.to_owned().into(), from: from.into() };
        assert!(matches!(Smtp::new(&settings), Err(MailError::Settings(_))), "{url} {from}");
    }
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        Write::write(&mut *self.0.lock().unwrap(), line)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_line_says_whom_a_mail_was_to_or_what_was_in_it_even_if_the_mail_server_does() {
    let log = Log::default();
    let lines = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || lines.clone());
    let _guard = tracing::subscriber::set_default(subscriber.finish());
    let (port, _mails) = server(&["451 TO is not read now", "550 no such TO"]).await;
    let postman = Postman::with(smtp(port), SOON);
    postman.hand_over(&letter(9)).await;
    let said = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(said.contains("is tried again") && said.contains("is given up") && said.contains("550"), "{said}");
    for secret in ["mira", "example.org", "s3cret", "407118", "407 118", "no such"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}

#[tokio::test]
async fn a_thousand_mails_may_wait_and_not_one_more() {
    let postman = Postman::with(Mailer::Outbox(Outbox::default()), SOON);
    let mut slots: Vec<_> = (0..MAILS_WAITING_MAX).map(|_| postman.slot().unwrap()).collect();
    assert!(postman.slot().is_none());
    assert!(!postman.finish(Duration::from_millis(1)).await);
    slots.pop();
    assert!(postman.slot().is_some());
}

#[tokio::test]
async fn the_outbox_keeps_the_last_fifty_newest_first_and_prints_none() {
    let postman = Postman::with(Mailer::Outbox(Outbox::default()), SOON);
    for n in 0..=OUTBOX_MAILS_MAX as u128 {
        postman.slot().unwrap().send(letter(n));
        assert!(postman.finish(PATIENCE).await);
    }
    let letters = postman.mailer().outbox().unwrap().letters();
    assert_eq!((letters.len(), letters[0].id), (OUTBOX_MAILS_MAX, Uuid::from_u128(OUTBOX_MAILS_MAX as u128)));
    assert!(!format!("{postman:?} {letters:?}").contains("mira"));
    let page = postman.mailer().outbox().unwrap().page().unwrap();
    let link = "<a href=\"https:&#x2f;&#x2f;class.example&#x2f;#link=s3cret\">";
    assert_eq!((page.matches("<article>").count(), page.matches(link).count()), (50, 50), "{page}");
}
