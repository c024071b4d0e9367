//! The composition root: how a node is put together, in which order, and taken apart again.
//!
//! Store, then this run's place among the runs of the same name, then the tree of actors, then the listeners; a stop goes
//! the other way round. What is refused here is refused before anybody was let in.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use homeroom_actors::jobs::Jobs;
use homeroom_actors::kit::clock::Clock;
use homeroom_actors::kit::entropy;
use homeroom_actors::lessons::{Lessons, Reading};
use homeroom_actors::schedule::{Keeping, Schedule};
use homeroom_actors::session::OfferMail;
use homeroom_actors::tree::Tree;
use homeroom_http::{App, Door, Keys, Side};
use homeroom_livekit::MediaServer;
use homeroom_mail::{Mailer, Outbox, Postman, Smtp, SmtpSettings};
use homeroom_objects::Objects;
use homeroom_objects::embedded::Embedded;
use homeroom_storage::Store;
use metrics_exporter_prometheus::PrometheusBuilder;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::config::{self, Mail, Media, Settings};
use crate::descriptors;
use crate::exit::{Stop, chain};

/// How long a node that stops waits for mails that are on their way; the mail server has to take one within this.
const MAILS_GRACE: Duration = Duration::from_secs(5);

/// What a node is given beside its settings.
pub(crate) struct Surroundings {
    /// A database that was started for it; `None`: the configured one.
    pub(crate) database_url: Option<SecretString>,
    /// The media server, where there is one.
    pub(crate) media: Option<Media>,
    /// The folder for the files of lessons where the settings name no place for them.
    pub(crate) objects_folder: Option<PathBuf>,
    /// How far its clock is ahead of the machine's.
    pub(crate) ahead: Duration,
    /// Whether another port will do when the one in the settings is taken.
    pub(crate) any_port: bool,
}

/// A running node.
pub(crate) struct Node {
    address: SocketAddr,
    store: Store,
    clock: Clock,
    tree: Tree,
    lessons: Lessons,
    objects: Option<Objects>,
    /// What keeps lessons and timetable fresh, and the object store in this process: they end with the node.
    _running: (Reading, Keeping, Option<Embedded>),
    postman: Option<Postman>,
    jobs: Jobs,
    stopping: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Node {
    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its store.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Its lessons.
    pub(crate) fn lessons(&self) -> &Lessons {
        &self.lessons
    }

    /// Its object store, where it has one.
    pub(crate) fn objects(&self) -> Option<&Objects> {
        self.objects.as_ref()
    }

    /// Its clock.
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// The runtime of a verb.
pub(crate) fn runtime() -> Result<Runtime, Stop> {
    // Before anything speaks TLS: with two providers compiled in by somebody, rustls would refuse to guess.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a crypto provider was chosen before");
    }
    Runtime::new().map_err(|error| Stop::Failed(format!("could not start the runtime: {error}")))
}

/// A store as the settings say, or at `given`.
pub(crate) async fn connect(settings: &Settings, given: Option<&SecretString>) -> Result<Store, Stop> {
    let Some(url) = given.or(settings.database_url.as_ref()) else {
        return Err(Stop::Unavailable(
            "there is no database: set DATABASE_URL; `homeroom dev` brings one and prints it".to_owned(),
        ));
    };
    let settings = homeroom_storage::Settings {
        url: url.expose_secret().to_owned(),
        pool_connections_max: settings.pool_connections_max,
        name: format!("homeroom {}", settings.node_name),
    };
    Ok(Store::connect(&settings).await?)
}

/// The media server's settings as its client wants them.
pub(crate) fn media_settings(media: &Media) -> homeroom_livekit::Settings {
    homeroom_livekit::Settings {
        url: media.url.clone(),
        public_url: media.public_url.clone(),
        key: media.key.clone(),
        secret: media.secret.clone(),
    }
}

/// The mail server's settings as its client wants them.
pub(crate) fn smtp_settings(url: &SecretString, from: &str) -> SmtpSettings {
    SmtpSettings { url: url.clone(), from: from.to_owned() }
}

/// How mails leave, where they do.
fn mail(settings: &Settings) -> Result<Option<homeroom_http::Mail>, Stop> {
    Ok(match &settings.mail {
        Some(Mail::Smtp { url, from, origin }) => {
            let smtp = Smtp::new(&smtp_settings(url, from)).map_err(failed("use the mail server"))?;
            Some(homeroom_http::Mail { postman: Postman::new(Mailer::Smtp(smtp)), origin: Some(origin.clone()) })
        }
        Some(Mail::Outbox) => {
            let postman = Postman::new(Mailer::Outbox(Outbox::default()));
            Some(homeroom_http::Mail { postman, origin: None })
        }
        None => None,
    })
}

/// Puts a node together and lets people in.
pub(crate) async fn start(settings: &Settings, surroundings: Surroundings) -> Result<Node, Stop> {
    let Surroundings { database_url, media, objects_folder, ahead, any_port } = surroundings;
    descriptors::raise(settings.sockets_max);
    // The address first: one that is taken is found before the database is touched.
    let listener = listen(settings.listen, any_port)?;
    let address = listener.local_addr().map_err(|error| Stop::Failed(error.to_string()))?;
    let mut doors = vec![Door { listener, side: Side::Public }];
    if let Some(internal) = settings.listen_internal {
        doors.push(Door { listener: listen(internal, false)?, side: Side::Internal });
    }
    let clock = Clock::ahead(ahead);
    let store = connect(settings, database_url.as_ref()).await?;
    store.migrate().await?;
    let metrics = PrometheusBuilder::new()
        .install_recorder()
        .map_err(|error| Stop::Failed(format!("could not count: {}", chain(&error))))?;
    homeroom_http::describe_metrics();
    let media_url = media.as_ref().map(|media| media.public_url.clone());
    let media = media.as_ref().map(|media| Arc::new(MediaServer::new(media_settings(media))));
    let mail = mail(settings)?;
    let postman = mail.as_ref().map(|mail| mail.postman.clone());
    let offer_mail = mail.as_ref().map(|mail| {
        // An outbox is read on this machine, and so are its links.
        let here = || format!("http://localhost:{}", address.port());
        let origin = Some(mail.origin.clone().unwrap_or_else(here));
        OfferMail { postman: mail.postman.clone(), origin, on_call: settings.on_call.clone() }
    });
    // When this returns, everything the run before held runs here.
    let tree = Tree::start(store.clone(), clock.clone(), &settings.node_name, media, offer_mail.clone()).await;
    let tree = tree.map_err(failed("start the actors"))?;
    let keys = Keys::load(&store, clock.now()).await.map_err(failed("read the keys"))?;
    let (embedded, objects) = objects(settings, objects_folder).await?;
    let objects_url = objects.as_ref().and_then(|objects| objects.public_url.clone().or_else(|| objects.url.clone()));
    let objects = objects.as_ref().map(Objects::new);
    let lessons = Lessons::start(store.clone(), clock.clone(), objects.clone(), tree.entitlements()).await;
    let (lessons, reading) = lessons.map_err(failed("read the lessons"))?;
    let schedule = Schedule::start(&tree.sessions()).await;
    let (schedule, keeping) = schedule.map_err(failed("read the timetable"))?;
    let app = App {
        sessions: tree.sessions(),
        desk: tree.desk(),
        lessons: lessons.clone(),
        schedule,
        store: store.clone(),
        clock: clock.clone(),
        keys,
        mail,
        settings: http_settings(settings, media_url, objects_url),
        metrics,
    };
    let (stopping, mut asked) = watch::channel(false);
    let serving = tokio::spawn(homeroom_http::serve(doors, app, async move {
        // An error is a sender that is gone, which also means stop.
        let _ = asked.wait_for(|asked| *asked).await;
    }));
    let _running = (reading, keeping, embedded);
    let jobs = Jobs::start(store.clone(), clock.clone(), offer_mail);
    Ok(Node { address, store, clock, tree, lessons, objects, _running, postman, jobs, stopping, serving })
}

fn failed<E: std::error::Error + 'static>(doing: &'static str) -> impl FnOnce(E) -> Stop {
    move |error| Stop::Unavailable(format!("could not {doing}: {}", chain(&error)))
}

/// Where the files of lessons are, as the settings say or else in `folder`, and what serves them where that is us.
pub(crate) async fn objects(
    settings: &Settings,
    folder: Option<PathBuf>,
) -> Result<(Option<Embedded>, Option<homeroom_objects::Settings>), Stop> {
    let (folder, listen) = match (&settings.objects, folder) {
        (config::Objects::S3(s3), _) => return Ok((None, Some(s3.clone()))),
        (config::Objects::Folder { folder, listen }, _) => (folder.clone(), *listen),
        (config::Objects::Nowhere { listen }, Some(folder)) => (folder, *listen),
        (config::Objects::Nowhere { .. }, None) => return Ok((None, None)),
    };
    // Only this process has to know it, and links do not outlive it by more than two minutes.
    let secret: String = entropy::bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
    let embedded = Embedded::start(&folder, listen, SecretString::from(secret)).await;
    let embedded = embedded.map_err(failed("start the object store"))?;
    let reached = embedded.settings().clone();
    Ok((Some(embedded), Some(reached)))
}

fn http_settings(
    settings: &Settings,
    media_url: Option<String>,
    objects_url: Option<String>,
) -> homeroom_http::Settings {
    let count = |value: u32| usize::try_from(value).unwrap_or(usize::MAX);
    homeroom_http::Settings {
        public_origins: settings.public_origins.clone(),
        trusted_proxies: settings.trusted_proxies.clone(),
        metrics_public: settings.metrics_public,
        media_url,
        objects_url,
        sockets_per_address_max: count(settings.sockets_per_address_max),
        sockets_max: count(settings.sockets_max),
        ..homeroom_http::Settings::default()
    }
}

/// Listens on the address, or on a free port of the same interface when that one is taken and another will do.
fn listen(address: SocketAddr, any_port: bool) -> Result<TcpListener, Stop> {
    let outcome = match homeroom_http::bind(address) {
        Err(error) if any_port && error.kind() == io::ErrorKind::AddrInUse => {
            homeroom_http::bind(SocketAddr::new(address.ip(), 0))
        }
        outcome => outcome,
    };
    outcome.map_err(|error| Stop::Unavailable(format!("could not listen on {address}: {error}")))
}

impl Node {
    /// Stops: nobody new is let in, sockets are told to come back, what was decided is committed, every class sleeps.
    pub(crate) async fn stop(self) {
        let Self { tree, postman, jobs, stopping, serving, .. } = self;
        // Nobody listens any more only when the serving ended by itself, and then it has stopped already.
        let _ = stopping.send(true);
        // The listeners wait for the sockets to go, and it is the tree that closes them: both at once.
        let ((), (), served) = tokio::join!(tree.drain(), jobs.stop(), serving);
        if let Err(error) = served {
            tracing::error!(error = %error, "the listeners ended badly");
        }
        if let Some(postman) = postman
            && !postman.finish(MAILS_GRACE).await
        {
            tracing::warn!("mails were still waiting when the node stopped, and are lost");
        }
    }
}

/// Somebody's wish that this process stops: Ctrl-C, or a signal to terminate.
pub(crate) struct StopWish {
    terminate: Signal,
    interrupt: Signal,
}

impl StopWish {
    /// Listens from here on. Made before anything is said to be ready, because whoever hears that may answer at once.
    pub(crate) fn listen() -> Result<Self, Stop> {
        let listen = |kind| signal(kind).map_err(|error| Stop::Failed(format!("could not listen to signals: {error}")));
        Ok(Self { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    /// Returns when it is wished.
    pub(crate) async fn come(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
