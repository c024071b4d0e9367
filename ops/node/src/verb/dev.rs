//! `homeroom dev`: a node that brings its own Postgres and media server where none are configured, with a demo class in
//! which there is always an hour going on.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use homeroom_actors::kit::entropy;
use homeroom_children::{Place, livekit, postgres};
use secrecy::SecretString;

use crate::compose::{self, StopWish, Surroundings};
use crate::config::{self, Given, Mail, Media, Settings, Source};
use crate::demo::{self, Class};
use crate::exit::Stop;
use crate::telemetry;

/// What is logged where nobody said: the lines of the demo are for reading, and so are those of things gone wrong.
const QUIET: &str = "warn";

/// Its options.
#[derive(Args)]
pub(crate) struct Options {
    /// The port; without it 8080, or a free one when that is taken. 0: any free one.
    #[arg(long)]
    port: Option<u16>,
    /// Interactive seats of the demo class, and of those of the timetable.
    #[arg(long, default_value_t = homeroom_seed::demo::world::CAPACITY)]
    capacity: u32,
    /// Run so many minutes ahead of the machine's clock, to see what an hour brings without waiting for it.
    #[arg(long, value_name = "MINUTES", default_value_t = 0)]
    ahead: u32,
    /// Whether to start a media server.
    #[arg(long, value_enum, default_value_t = Pictures::Auto)]
    media: Pictures,
    /// Print one line of JSON when ready, instead of words.
    #[arg(long)]
    print_json: bool,
    /// Write that line to a file as well.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Come up, say so, and end.
    #[arg(long)]
    once: bool,
}

/// Whether to start a media server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Pictures {
    /// Where there is one.
    Auto,
    /// No.
    None,
}

/// What this run brought up by itself. It outlives the node: children end last.
struct Brought {
    cluster: Option<postgres::Cluster>,
    media: Option<livekit::Running>,
    /// Where the files of lessons are, where no bucket is configured.
    objects: PathBuf,
    lines: Vec<(&'static str, String)>,
}

pub(crate) fn run(options: &Options, file: Option<PathBuf>) -> Result<(), Stop> {
    let port = options.port.map(|port| Given { name: "listen", option: "--port", text: format!("127.0.0.1:{port}") });
    let (loaded, mut settings) = config::load(port.as_slice(), file)?;
    let asked = |name: &str| loaded.get(name).is_some_and(|value| value.source != Source::Default);
    telemetry::start(if asked("log.filter") { &settings.log_filter } else { QUIET }, settings.log_format);
    let any_port = !asked("listen");
    settings.listen = free(settings.listen, any_port);
    let mut brought = bring(&settings, options.media)?;
    brought.lines.push(("mail", mail(&mut settings)));
    let outcome = compose::runtime()?.block_on(node(options, &settings, &brought, any_port));
    let Brought { cluster, media, .. } = brought;
    drop((media, cluster));
    if outcome.is_ok() && !options.print_json {
        // Whoever read the lines above may be gone by now.
        let _ = writeln!(std::io::stdout(), "Everything this started has ended; what was said in class is kept.");
    }
    outcome
}

/// The address the node will listen on, with its port: the media server is told before the node is there. Where somebody
/// takes the port in between, the node says so, or takes another one and finds out by asking what it is not told.
fn free(address: SocketAddr, any_port: bool) -> SocketAddr {
    let bound = TcpListener::bind(address).and_then(|listener| listener.local_addr());
    match bound {
        Err(error) if any_port && error.kind() == ErrorKind::AddrInUse => {
            let other = TcpListener::bind(SocketAddr::new(address.ip(), 0));
            other.and_then(|listener| listener.local_addr()).unwrap_or(address)
        }
        bound => bound.unwrap_or(address),
    }
}

/// Starts what is not configured.
fn bring(settings: &Settings, pictures: Pictures) -> Result<Brought, Stop> {
    let place = Place::from_environment()?;
    let objects = place.data().join("objects");
    let mut brought = Brought { cluster: None, media: None, objects, lines: Vec::new() };
    if settings.database_url.is_some() {
        brought.lines.push(("Postgres", "DATABASE_URL".to_owned()));
    } else {
        let cluster = postgres::start(&postgres::find(&place)?, &place)?;
        brought.lines.push(("Postgres", cluster.describe()));
        // For the verbs of staff, which work on the database of whoever names it. Whoever may open the socket may know where
        // it is.
        brought.lines.push(("DATABASE_URL", cluster.url(cluster.database())));
        brought.cluster = Some(cluster);
    }
    let found = if pictures == Pictures::Auto { livekit::find(&place) } else { None };
    let said = match (&settings.media, pictures, found) {
        (Some(media), _, _) => format!("LiveKit at {}", media.public_url),
        (None, Pictures::None, _) => "none, as asked".to_owned(),
        (None, Pictures::Auto, None) => {
            "none: the class runs without pictures and sound; cargo xtask media brings them".to_owned()
        }
        (None, Pictures::Auto, Some(found)) => {
            let secret = demo::links::secret();
            brought.media = Some(livekit::start(&found, &place, "homeroom", &secret, Some(settings.listen))?);
            found.describe()
        }
    };
    brought.lines.push(("media", said));
    Ok(brought)
}

/// Keeps mails here where no mail server is configured, and says where they are.
fn mail(settings: &mut Settings) -> String {
    // Whoever sees the outbox can sign in as anybody, so it is for those who sit at this machine.
    if settings.mail.is_none() && settings.listen.ip().is_loopback() {
        settings.mail = Some(Mail::Outbox);
    }
    match settings.mail {
        Some(Mail::Smtp { .. }) => "by the mail server of HOMEROOM_MAIL_SMTP_URL".to_owned(),
        Some(Mail::Outbox) => "none is sent; what would be is at /outbox".to_owned(),
        None => "none: HOMEROOM_MAIL_SMTP_URL names a mail server, and a loopback address brings an outbox".to_owned(),
    }
}

async fn node(options: &Options, settings: &Settings, brought: &Brought, any_port: bool) -> Result<(), Stop> {
    let started = brought.media.as_ref().map(|running| Media {
        url: running.url.clone(),
        public_url: running.public_url.clone(),
        key: running.key.clone(),
        secret: SecretString::from(running.secret.clone()),
    });
    let surroundings = Surroundings {
        database_url: brought.cluster.as_ref().map(|cluster| SecretString::from(cluster.url(cluster.database()))),
        media: settings.media.clone().or(started),
        objects_folder: Some(brought.objects.clone()),
        ahead: Duration::from_secs(60 * u64::from(options.ahead)),
        any_port,
    };
    let node = compose::start(settings, surroundings).await?;
    let port = node.address().port();
    let outcome = open_and_keep(options, brought, &node, port).await;
    node.stop().await;
    outcome
}

async fn open_and_keep(options: &Options, brought: &Brought, node: &compose::Node, port: u16) -> Result<(), Stop> {
    homeroom_seed::demo::plant(node.store()).await?;
    demo::lessons::plant(node).await?;
    demo::plant_hours(node, options.capacity).await?;
    let mut stop = StopWish::listen()?;
    let class = Class::open(node.store(), node.clock(), options.capacity).await?;
    let line = class.json(port, &brought.lines).to_string();
    if let Some(file) = &options.ready_file {
        write_whole(file, &line)?;
    }
    if options.print_json {
        println!("{line}");
    } else {
        println!("homeroom {} is up", env!("CARGO_PKG_VERSION"));
        for (name, what) in &brought.lines {
            println!("  {name:<12} {}", what.trim_start_matches("Postgres "));
        }
        println!("{}\nCtrl-C ends everything.", class.words(port));
    }
    if options.once {
        return Ok(());
    }
    let say = |class: &Class| {
        if !options.print_json {
            println!("The class is over; the next one:\n{}", class.words(port))
        }
    };
    tokio::select! {
        () = stop.come() => Ok(()),
        outcome = demo::keep_open(node, class, options.capacity, say) => outcome,
    }
}

/// Writes the file so that nobody ever sees half of it.
fn write_whole(file: &std::path::Path, line: &str) -> Result<(), Stop> {
    let fresh = file.with_extension(format!("new-{}", hex(&entropy::bytes::<4>())));
    let written = fs::write(&fresh, format!("{line}\n")).and_then(|()| fs::rename(&fresh, file));
    written.map_err(|error| Stop::Failed(format!("could not write {}: {error}", file.display())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
