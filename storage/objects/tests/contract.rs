//! What any object store has to do for us, held against the one in process, against the gateway whose program
//! `HOMEROOM_TEST_S3` names and, with `--ignored`, against the store that `HOMEROOM_TEST_S3_URL`, `_BUCKET`, `_KEY`,
//! `_SECRET` name, and `_REGION` where it is not `us-east-1`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "this is for tests, where a panic is the failure")]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use homeroom_objects::embedded::Embedded;
use homeroom_objects::{LINK_LIFE, Objects, ObjectsError, Put, Settings};
use homeroom_protocol::time::Timestamp;
use http_body_util::{BodyExt, Empty};
use hyper::header::{CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

#[expect(clippy::disallowed_methods, reason = "the store under test has the machine's clock")]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that is left behind lies among the temporary ones.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn embedded(name: &str) -> (Folder, Embedded) {
    let folder = std::env::temp_dir().join(format!("homeroom-objects-{name}-{}", std::process::id()));
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let running = Embedded::start(&folder, address, "a secret of this test".into()).await.unwrap();
    (Folder(folder), running)
}

fn external() -> Option<Settings> {
    let given = |name: &str| std::env::var(format!("HOMEROOM_TEST_S3_{name}")).ok();
    Some(Settings {
        url: Some(given("URL")?),
        public_url: None,
        region: given("REGION").unwrap_or_else(|| "us-east-1".to_owned()),
        bucket: given("BUCKET")?,
        key: given("KEY")?,
        secret: given("SECRET")?.into(),
    })
}

/// Follows a link as a browser does: status, media type, body.
async fn follow(link: &str) -> (u16, String, Bytes) {
    let (host, path) = link.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let stream = TcpStream::connect(host).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let request = hyper::Request::get(format!("/{path}")).header(HOST, host).body(Empty::<Bytes>::new()).unwrap();
    let answer = sender.send_request(request).await.unwrap();
    let media_type = answer.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap().to_owned());
    let status = answer.status().as_u16();
    (status, media_type.unwrap_or_default(), answer.into_body().collect().await.unwrap().to_bytes())
}

/// The whole contract.
async fn hold(settings: &Settings) {
    let objects = Objects::new(settings);
    let name = format!("packs/{}/files/map.svg", now().as_millis());
    let bytes = Bytes::from_static(b"<svg/>");

    // What is not there is not there.
    assert_eq!(objects.get(&name).await.unwrap(), None);

    // What was put is there, and stays what it was.
    assert_eq!(objects.put(&name, "image/svg+xml", bytes.clone()).await.unwrap(), Put::Written);
    assert_eq!(objects.put(&name, "text/plain", Bytes::from_static(b"other")).await.unwrap(), Put::There);
    assert_eq!(objects.get(&name).await.unwrap(), Some(bytes.clone()));

    // Whoever has a link gets it, until the link ends.
    let link = objects.link(&name, now()).await.unwrap();
    assert_eq!(follow(&link).await, (200, "image/svg+xml".to_owned(), bytes.clone()));
    let second = Duration::from_secs(1);
    let nearly_over = objects.link(&name, now().minus(LINK_LIFE - 5 * second)).await.unwrap();
    assert_eq!(follow(&nearly_over).await.0, 200);
    let over = objects.link(&name, now().minus(LINK_LIFE + second)).await.unwrap();
    assert_eq!(follow(&over).await.0, 403);

    // A link is for one object, and without one there is nothing.
    let other = format!("{name}.other");
    objects.put(&other, "text/plain", Bytes::from_static(b"other")).await.unwrap();
    assert_eq!(follow(&link.replace("map.svg?", "map.svg.other?")).await.0, 403);
    assert_eq!(follow(link.split('?').next().unwrap()).await.0, 403);

    // A link to nothing leads to nothing.
    let nothing = objects.link(&format!("{name}.nothing"), now()).await.unwrap();
    assert_eq!(follow(&nothing).await.0, 404);

    // Another secret is refused.
    let thief = Objects::new(&Settings { secret: "another secret".into(), ..settings.clone() });
    let refused = thief.get(&name).await;
    assert!(matches!(refused, Err(ObjectsError::Refused { .. })), "{refused:?}");
    let refused = thief.put(&format!("{name}.thief"), "text/plain", bytes).await;
    assert!(matches!(refused, Err(ObjectsError::Refused { .. })), "{refused:?}");
    assert_eq!(follow(&thief.link(&name, now()).await.unwrap()).await.0, 403);
}

#[tokio::test]
async fn the_store_in_process_holds_the_contract() {
    let (_folder, running) = embedded("contract").await;
    hold(running.settings()).await;
}

/// A gateway that serves a folder, until it is dropped; `None` where there is none, which in CI is a failure.
async fn gateway() -> Option<(Folder, tokio::process::Child, Settings)> {
    let Some(program) = std::env::var_os("HOMEROOM_TEST_S3") else {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "HOMEROOM_TEST_S3 is not set: `cargo xtask test` sets it"
        );
        eprintln!("SKIPPED: no other S3; `cargo xtask test` builds one where there is Go");
        return None;
    };
    let folder = Folder(std::env::temp_dir().join(format!("homeroom-objects-gateway-{}", std::process::id())));
    let (bucket, sidecar) = (folder.0.join("served/lessons"), folder.0.join("sidecar"));
    std::fs::create_dir_all(&bucket).unwrap();
    std::fs::create_dir_all(&sidecar).unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let secret = "another secret of this test";
    let child = tokio::process::Command::new(program)
        .args(["--quiet", "--port", &free.to_string(), "posix", "--sidecar"])
        .args([&sidecar, &folder.0.join("served")])
        .env("ROOT_ACCESS_KEY_ID", "test")
        .env("ROOT_SECRET_ACCESS_KEY", secret)
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    for _ in 0..600 {
        if TcpStream::connect(free).await.is_ok() {
            let settings = Settings {
                url: Some(format!("http://{free}")),
                public_url: None,
                region: "us-east-1".to_owned(),
                bucket: "lessons".to_owned(),
                key: "test".to_owned(),
                secret: secret.into(),
            };
            return Some((folder, child, settings));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the gateway did not listen within 30 s");
}

#[tokio::test]
async fn a_gateway_of_another_project_holds_the_contract() {
    let Some((_folder, _child, settings)) = gateway().await else { return };
    hold(&settings).await;
}

#[tokio::test]
#[ignore = "needs another S3, which HOMEROOM_TEST_S3_URL, _BUCKET, _KEY and _SECRET name"]
async fn a_store_that_is_configured_holds_the_contract() {
    hold(&external().expect("HOMEROOM_TEST_S3_URL, _BUCKET, _KEY and _SECRET name a store")).await;
}

#[tokio::test]
async fn what_the_store_in_process_holds_outlives_it() {
    let (folder, running) = embedded("outlives").await;
    let before = Objects::new(running.settings());
    assert_eq!(before.put("a/b", "text/plain", Bytes::from_static(b"kept")).await.unwrap(), Put::Written);
    drop(running);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let again = Embedded::start(&folder.0, address, "another secret".into()).await.unwrap();
    let got = Objects::new(again.settings()).get("a/b").await.unwrap();
    assert_eq!(got, Some(Bytes::from_static(b"kept")));
}

#[tokio::test]
async fn a_store_nobody_answers_for_is_unreachable_and_not_refusing() {
    let (_folder, running) = embedded("gone").await;
    let settings = running.settings().clone();
    drop(running);
    tokio::task::yield_now().await;
    let gone = Objects::new(&settings).get("a").await;
    assert!(matches!(gone, Err(ObjectsError::Unreachable(_))), "{gone:?}");
}
