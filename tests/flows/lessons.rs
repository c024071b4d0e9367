//! The lesson of the day: seen by anybody, its files for who is in the course, out of an S3 that is somewhere else.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use homeroom_machines::lesson::local_day;
use homeroom_objects::Objects;
use homeroom_objects::embedded::Embedded;
use homeroom_protocol::entitlement::Because;
use homeroom_protocol::pack::polls::Polls;
use homeroom_protocol::pack::{PackFile, Trust};
use homeroom_protocol::refusal::Code;
use homeroom_protocol::rest::lessons::Today;
use homeroom_protocol::rest::polls::PreparedPolls;
use homeroom_seed::lessons::{Sources, compile};
use homeroom_seed::packs::{Key, Wanted, seal, verify};
use homeroom_seed::publish::{publish, revision};
use homeroom_storage::{lessons, testing};
use homeroom_tests::clock::{now, until, uuid};
use homeroom_tests::outside;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;

const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);
const ZONE: &str = "Asia/Kathmandu";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_student_finds_todays_lesson_and_keeps_what_she_checked() {
    let folder = std::env::temp_dir().join(format!("homeroom-flows-objects-{}", std::process::id()));
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let store = Embedded::start(&folder, address, "a secret of this test".into()).await.unwrap();
    let settings = store.settings();
    let database = testing::database().await;
    let variables = [
        ("HOMEROOM_OBJECTS_URL", settings.url.clone().unwrap()),
        ("HOMEROOM_OBJECTS_BUCKET", settings.bucket.clone()),
        ("HOMEROOM_OBJECTS_KEY", settings.key.clone()),
        ("HOMEROOM_OBJECTS_SECRET", "a secret of this test".to_owned()),
    ];
    let world = World::with(&database.url, database.store, &variables).await;

    // Somebody publishes a lesson for today.
    let key = Key::from_seed(&[7; 32]);
    let course = compile(&Sources::own("small-wonders").unwrap()).unwrap();
    let pack = seal(&course.lessons[0], None, &key, now().plus(MONTH)).unwrap();
    publish(&world.store, &Objects::new(settings), world.course, std::slice::from_ref(&pack), now()).await.unwrap();
    let day = local_day(ZONE, now()).unwrap().day;
    let id = pack.manifest.contents.lesson_id;
    lessons::plan(&world.store, world.course, &[(day, id), (day.plus(1), id)], now()).await.unwrap();

    // Within seconds anybody sees it, by the day of their zone.
    let server = world.server.address();
    let path = format!("/v1/lessons/today?course={}&zone={ZONE}", world.course);
    let today = until(Duration::from_secs(10), "the lesson is shown", async || {
        let today: Today = Ask::get(&path).send(server).await.good();
        today.lesson.is_some().then_some(today)
    })
    .await;
    assert_eq!((today.day, today.zone.as_str()), (day, ZONE));
    assert!(today.valid_until > now());
    let lesson = today.lesson.unwrap();
    let etag = Ask::get(&path).send(server).await.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(Ask::get(&path).header("if-none-match", etag).send(server).await.status, 304);

    // A student of the course gets each file over a link that needs no token, checks all of it, and then keeps it.
    let mira = world.student("Mira").await;
    let listed: Vec<PackFile> = pack.manifest.contents.files.clone();
    let mut files = BTreeMap::new();
    for file in listed.iter().filter(|file| file.path != "answers.json") {
        let answer = mira.with_token(Ask::get(&format!("{}{}", lesson.files, file.path))).send(server).await;
        assert_eq!(answer.status, 302, "{}", answer.text());
        assert!(answer.headers.contains_key("decision-id"));
        let got = outside::get(answer.headers["location"].to_str().unwrap()).await;
        assert_eq!((got.status, got.media_type), (200, file.media_type.clone()));
        files.insert(file.path.clone(), got.body.to_vec());
    }
    let refused = mira.with_token(Ask::get(&format!("{}answers.json", lesson.files))).send(server).await;
    assert_eq!(refused.problem().code, Code::NotPermitted);
    let iva = world.teacher().await;
    let answer = iva.with_token(Ask::get(&format!("{}answers.json", lesson.files))).send(server).await;
    let answers = outside::get(answer.headers["location"].to_str().unwrap()).await;
    files.insert("answers.json".to_owned(), answers.body.to_vec());
    let trust = Trust { keys: vec![key.public()], keys_version: 0, kept: BTreeMap::new() };
    let wanted = Wanted { course: "small-wonders", lesson: "why-the-sea-is-salt" };
    let verified =
        verify(&trust, wanted, lesson.manifest.as_bytes(), now(), |file| files.get(&file.path).cloned()).unwrap();
    assert_eq!(verified.files(), &pack.files);

    // Who teaches has the polls of the lesson at hand, with what is right; nobody else has.
    let polls = format!("/v1/lessons/{id}/polls");
    let prepared: PreparedPolls = iva.with_token(Ask::get(&polls)).send(server).await.good();
    let brought: Polls = serde_json::from_slice(&files["polls.json"]).unwrap();
    assert_eq!((prepared.version, prepared.lesson_id), (1, id));
    assert!(prepared.polls.iter().map(|one| &one.poll).eq(&brought.polls));
    assert!(prepared.polls.iter().any(|one| one.right.is_some()));
    assert_eq!(mira.with_token(Ask::get(&polls)).send(server).await.problem().code, Code::NotPermitted);
    let of = async |version: &str| iva.with_token(Ask::get(&format!("{polls}?version={version}"))).send(server).await;
    assert_eq!(of("1").await.good::<PreparedPolls>(), prepared);
    assert_eq!(of("2").await.problem().code, Code::NotFound);
    assert_eq!(of("newest").await.problem().code, Code::Invalid);
    let none = iva.with_token(Ask::get(&format!("/v1/lessons/{}/polls", uuid()))).send(server).await;
    assert_eq!(none.problem().code, Code::NotFound);

    // Who is in no course sees the lesson and gets none of its files; who signed out gets none any more.
    let stranger = world.stranger("Tomas").await;
    let stranger = world.sign_in(stranger).await;
    let lesson_html = format!("{}lesson.html", lesson.files);
    let refused = stranger.with_token(Ask::get(&lesson_html)).send(server).await;
    let problem = refused.problem();
    assert_eq!((problem.code, problem.decision_id.is_some()), (Code::NotEntitled, true));
    assert_eq!(problem.entitlement.unwrap().reason, Because::NoGrant);
    mira.sign_out().await;
    let refused = mira.with_token(Ask::get(&lesson_html)).send(server).await;
    assert_eq!(refused.problem().code, Code::SignInEnded);
    assert_eq!(Ask::get(&lesson_html).send(server).await.problem().code, Code::NotSignedIn);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn without_an_object_store_the_lesson_is_shown_and_its_files_are_for_later() {
    let world = World::open().await;
    let key = Key::from_seed(&[7; 32]);
    let course = compile(&Sources::own("everyday-english").unwrap()).unwrap();
    let pack = seal(&course.lessons[0], None, &key, now().plus(MONTH)).unwrap();
    let contents = &pack.manifest.contents;
    lessons::publish(&world.store, &[revision(world.course, &pack)], now()).await.unwrap();
    let mira = world.student("Mira").await;
    let path = format!("/v1/lessons/{}/files/lesson.html", contents.lesson_id);
    let refused = mira.with_token(Ask::get(&path)).send(world.server.address()).await;
    assert_eq!(refused.problem().code, Code::Unavailable);
}
