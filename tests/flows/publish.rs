//! Lessons brought onto a platform with `homeroom publish`, as whoever runs one would.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use homeroom_machines::lesson::local_day;
use homeroom_objects::embedded::Embedded;
use homeroom_protocol::rest::lessons::Today;
use homeroom_seed::lessons::{Sources, compile};
use homeroom_seed::packs::{Key, Pack, folder, seal};
use homeroom_storage::{lessons, testing};
use homeroom_tests::clock::{now, until};
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;

const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);
const SHOWN_PATIENCE: Duration = Duration::from_secs(10);

/// The packs of a lesson, first edition and second, written as `lessons-build` writes them: the folder of each.
fn editions(root: &Path, key: &Key) -> [(PathBuf, Pack); 2] {
    let course = compile(&Sources::own("small-wonders").unwrap()).unwrap();
    let first = seal(&course.lessons[0], None, key, now().plus(MONTH)).unwrap();
    let mut changed = course.lessons[0].clone();
    changed.contents.title.push_str(", once more");
    let second = seal(&changed, Some(&first.manifest), key, now().plus(MONTH)).unwrap();
    [("first", first), ("second", second)].map(|(name, pack)| {
        folder::write(&root.join(name), &pack).unwrap();
        let contents = &pack.manifest.contents;
        (root.join(name).join(&contents.course).join(&contents.lesson), pack)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edition_is_published_once_checked_and_never_taken_back() {
    let scratch = std::env::temp_dir().join(format!("homeroom-flows-publish-{}", std::process::id()));
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let objects = Embedded::start(&scratch.join("objects"), address, "a secret of this test".into()).await.unwrap();
    let database = testing::database().await;
    let variables = [
        ("HOMEROOM_OBJECTS_URL", objects.settings().url.clone().unwrap()),
        ("HOMEROOM_OBJECTS_BUCKET", objects.settings().bucket.clone()),
        ("HOMEROOM_OBJECTS_KEY", objects.settings().key.clone()),
        ("HOMEROOM_OBJECTS_SECRET", "a secret of this test".to_owned()),
    ];
    let world = World::with(&database.url, database.store, &variables).await;
    let key = Key::from_seed(&[7; 32]);
    let [(first, of_first), (second, of_second)] = editions(&scratch, &key);
    let (course, public) = (world.course.to_string(), key.public().public);
    let publish = |lesson: &Path, more: &[&str]| {
        let words = [
            "publish",
            lesson.to_str().unwrap(),
            "--course",
            &course,
            "--key",
            &public,
            "--reason",
            "spring",
            "--staff",
            "ana",
        ];
        tokio::task::block_in_place(|| world.server.verb(&[&words, more].concat()))
    };
    let published = async || lessons::latest(&world.store, of_first.manifest.contents.lesson_id).await.unwrap();

    // With a day, anybody sees it on that day.
    let zone = "Pacific/Auckland";
    let day = local_day(zone, now()).unwrap().day;
    let (code, said) = publish(&first, &["--from", &day.to_string()]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(&format!("1 {}", of_first.manifest.pack)), "{said}");
    let path = format!("/v1/lessons/today?course={course}&zone={zone}");
    until(SHOWN_PATIENCE, "the lesson is shown", async || {
        let today: Today = Ask::get(&path).send(world.server.address()).await.good();
        today.lesson.filter(|lesson| lesson.manifest == of_first.signed)
    })
    .await;

    // One that was damaged on the way is not published, and what was there stays.
    let damaged = second.join(&of_second.manifest.pack).join("lesson.html");
    let whole = fs::read(&damaged).unwrap();
    fs::write(&damaged, &whole[1..]).unwrap();
    let (code, said) = publish(&second, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("lesson.html"), "{said}");
    assert_eq!(published().await.as_ref(), Some(&of_first.signed));
    fs::write(&damaged, &whole).unwrap();

    // The next edition takes its place; the one before does not come back, nor one that nobody here believes.
    let (code, said) = publish(&second, &[]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(published().await.as_ref(), Some(&of_second.signed));
    let (code, said) = publish(&first, &[]);
    assert_eq!(code, Some(1), "{said}");
    let strangers = Key::from_seed(&[8; 32]).public().public;
    let words = [
        "publish",
        second.to_str().unwrap(),
        "--course",
        &course,
        "--key",
        &strangers,
        "--reason",
        "spring",
        "--staff",
        "ana",
    ];
    let (code, said) = tokio::task::block_in_place(|| world.server.verb(&words));
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(published().await.as_ref(), Some(&of_second.signed));
    fs::remove_dir_all(&scratch).unwrap();
}
