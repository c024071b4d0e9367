//! `homeroom doctor`: everything a node needs, looked at one by one: found, which version, working, or how to mend it.

use std::path::PathBuf;

use homeroom_children::{Place, livekit, postgres};
use homeroom_livekit::MediaServer;
use homeroom_mail::Smtp;

use crate::compose;
use crate::config::{self, Mail, Settings};
use crate::exit::{Stop, chain};

/// How one thing is.
struct Finding {
    name: &'static str,
    state: State,
    said: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It works.
    Well,
    /// It is missing, and the node runs without it.
    Lacking,
    /// The node cannot run.
    Broken,
}

pub(crate) fn run(file: Option<PathBuf>) -> Result<(), Stop> {
    let (_, settings) = config::load(&[], file)?;
    let place = Place::from_environment();
    let runtime = compose::runtime()?;
    let findings = [
        Finding {
            name: "settings",
            state: State::Well,
            said: "every one can be used; homeroom config shows them".to_owned(),
        },
        folder(place.as_ref()),
        runtime.block_on(database(&settings, place.as_ref().ok())),
        runtime.block_on(media(&settings, place.as_ref().ok())),
        runtime.block_on(mail(&settings)),
        on_call(&settings),
        port(&settings),
    ];
    for Finding { name, state, said } in &findings {
        let mark = match state {
            State::Well => "ok",
            State::Lacking => "--",
            State::Broken => "!!",
        };
        println!("  {mark} {name:<10} {said}");
    }
    if findings.iter().any(|finding| finding.state == State::Broken) {
        return Err(Stop::Unavailable("what is marked !! has to be mended first".to_owned()));
    }
    Ok(())
}

fn folder(place: Result<&Place, &homeroom_children::ChildError>) -> Finding {
    let (state, said) = match place {
        Ok(place) => (State::Well, place.home().display().to_string()),
        Err(error) => (State::Lacking, format!("{}; only a configured database will do", chain(error))),
    };
    Finding { name: "folder", state, said }
}

/// A configured database is asked for its version; otherwise the programs for a private one are looked for.
async fn database(settings: &Settings, place: Option<&Place>) -> Finding {
    let finding = |state, said| Finding { name: "Postgres", state, said };
    if settings.database_url.is_none() {
        return match place.map(postgres::find) {
            Some(Ok(found)) => {
                finding(State::Well, format!("{}, for `homeroom dev`; {}", found.describe(), found.bin.display()))
            }
            Some(Err(error)) => finding(State::Broken, chain(&error)),
            None => finding(State::Broken, "set DATABASE_URL".to_owned()),
        };
    }
    let version = async {
        let store = compose::connect(settings, None).await?;
        Ok::<_, Stop>(store.version().await?)
    };
    match version.await {
        Ok(version) => finding(State::Well, format!("{version}, at DATABASE_URL")),
        Err(stop) => finding(State::Broken, format!("{stop}; is it running, and is DATABASE_URL right?")),
    }
}

async fn media(settings: &Settings, place: Option<&Place>) -> Finding {
    let finding = |state, said| Finding { name: "media", state, said };
    match (&settings.media, place.and_then(livekit::find)) {
        (Some(media), _) => {
            let server = MediaServer::new(compose::media_settings(media));
            match server.probe().await {
                Ok(()) => finding(State::Well, format!("LiveKit answers at {}", media.url)),
                Err(error) => finding(
                    State::Lacking,
                    format!("{}: {}; classes run without pictures and sound", media.url, chain(&error)),
                ),
            }
        }
        (None, Some(found)) => finding(State::Well, format!("{}, for `homeroom dev`", found.describe())),
        (None, None) => finding(
            State::Lacking,
            format!(
                "none, classes run without pictures and sound; `cargo xtask media` in the project \
                 or `{}` brings one",
                livekit::SERVER.command()
            ),
        ),
    }
}

async fn mail(settings: &Settings) -> Finding {
    let finding = |state, said| Finding { name: "mail", state, said };
    let (url, from) = match &settings.mail {
        Some(Mail::Smtp { url, from, .. }) => (url, from),
        Some(Mail::Outbox) => return finding(State::Well, "none is sent; what would be is at /outbox".to_owned()),
        None => {
            let said = "no mail server, nobody signs in by mail; HOMEROOM_MAIL_SMTP_URL names one";
            return finding(State::Lacking, said.to_owned());
        }
    };
    let probe = async { Smtp::new(&compose::smtp_settings(url, from))?.probe().await };
    match probe.await {
        Ok(()) => finding(State::Well, "the mail server answers".to_owned()),
        Err(error) => finding(State::Lacking, format!("{error}; nobody gets a mail to sign in with")),
    }
}

/// Who is told when cases at the desk wait too long.
fn on_call(settings: &Settings) -> Finding {
    let (state, said) = match (&settings.on_call, &settings.mail) {
        (Some(_), Some(_)) => (State::Well, "an address is told when cases at the desk wait too long"),
        (Some(_), None) => (State::Lacking, "an address is set, but no mail leaves this node; see mail"),
        (None, _) => (
            State::Lacking,
            "nobody is told when cases at the desk wait too long; HOMEROOM_MAIL_ON_CALL names an address",
        ),
    };
    Finding { name: "on call", state, said: said.to_owned() }
}

fn port(settings: &Settings) -> Finding {
    let (state, said) = match std::net::TcpListener::bind(settings.listen) {
        Ok(_) => (State::Well, format!("{} is free", settings.listen)),
        Err(error) => (State::Lacking, format!("{}: {error}; `homeroom dev` takes another", settings.listen)),
    };
    Finding { name: "port", state, said }
}
