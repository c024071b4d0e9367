//! The lesson of the day, and its files: who gets what, and when.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use homeroom_objects::Objects;
use homeroom_objects::embedded::Embedded;
use homeroom_protocol::pack::{Manifest, Signed};
use homeroom_protocol::permit::Role;
use homeroom_seed::lessons::{Sources, compile};
use homeroom_seed::packs::{self, Key, Pack, Wanted, seal};
use homeroom_seed::publish::publish;
use homeroom_storage::lessons;
use serde_json::{Value, json};

use crate::world::{Answer, World, ask_at, world_of};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const KEY: [u8; 32] = [7; 32];

/// A world with an object store, and the lessons of a course: the first on 2026-11-24, the second on the next day, …
struct School {
    world: World,
    packs: Vec<Pack>,
    objects: Objects,
    _store: Embedded,
    _folder: Folder,
}

struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that is left behind lies among the temporary ones.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn school(name: &str) -> School {
    let folder = Folder(std::env::temp_dir().join(format!("homeroom-http-{name}-{}", std::process::id())));
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let store = Embedded::start(&folder.0, address, "a secret of this test".into()).await.unwrap();
    let objects = Objects::new(store.settings());
    let world = world_of(Default::default(), Some(objects.clone())).await;
    let now = world.clock.now();
    let course = compile(&Sources::own("small-wonders").unwrap()).unwrap();
    let key = Key::from_seed(&KEY);
    let packs: Vec<Pack> =
        course.lessons.iter().take(9).map(|lesson| seal(lesson, None, &key, now.plus(DAY * 30)).unwrap()).collect();
    publish(world.store(), &objects, world.course, &packs, now).await.unwrap();
    let days: Vec<_> = (0..9)
        .zip(&packs)
        .map(|(n, pack)| ("2026-11-24".parse::<homeroom_protocol::time::Day>().unwrap().plus(n), pack))
        .map(|(day, pack)| (day, pack.manifest.contents.lesson_id))
        .collect();
    lessons::plan(world.store(), world.course, &days, now).await.unwrap();
    world.lessons.refresh().await.unwrap();
    School { world, packs, objects, _store: store, _folder: folder }
}

impl School {
    async fn today(&self, zone: &str) -> Answer {
        let path = format!("/v1/lessons/today?course={}&zone={zone}", self.world.course);
        self.world.get(&path).send().await
    }

    /// The title of today's lesson, the day, and its end.
    async fn shown(&self, zone: &str) -> (String, String, String) {
        let answer = self.today(zone).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let today = answer.json();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&today["lesson"]["title"]), text(&today["day"]), text(&today["valid_until"]))
    }

    fn file(&self, n: usize, path: &str) -> String {
        format!("/v1/lessons/{}/files/{path}", self.packs[n].manifest.contents.lesson_id)
    }

    fn title(&self, n: usize) -> String {
        self.packs[n].manifest.contents.title.clone()
    }
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_the_lesson_of_their_own_day_until_it_ends() {
    // It is 18:00 UTC on 2026-11-24.
    let school = school("today").await;
    let (sofia, auckland) = (school.shown("Europe/Sofia").await, school.shown("Pacific%2FAuckland").await);
    assert_eq!(sofia, (school.title(0), "2026-11-24".to_owned(), "2026-11-24T22:00:00.000Z".to_owned()));
    assert_eq!(auckland, (school.title(1), "2026-11-25".to_owned(), "2026-11-25T11:00:00.000Z".to_owned()));
    let hour = Duration::from_secs(3_600);
    school.world.clock.crank(hour * 4 - Duration::from_millis(1));
    assert_eq!(school.shown("Europe/Sofia").await.1, "2026-11-24");
    school.world.clock.crank(Duration::from_millis(1));
    let next = school.shown("Europe/Sofia").await;
    assert_eq!(next, (school.title(1), "2026-11-25".to_owned(), "2026-11-25T22:00:00.000Z".to_owned()));
    // New York is on the day before still.
    assert_eq!(school.shown("America/New_York").await.0, school.title(0));
    school.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_seven_days_are_hinted_and_the_manifest_is_one_a_client_believes() {
    let school = school("hints").await;
    let today = school.today("UTC").await.json();
    let coming: Vec<&str> = today["coming"].as_array().unwrap().iter().map(|c| c["day"].as_str().unwrap()).collect();
    assert_eq!((coming.len(), coming[0], coming[6]), (7, "2026-11-25", "2026-12-01"));
    assert_eq!(today["coming"][0]["pack"], json!(school.packs[1].manifest.pack));
    let manifest = today["lesson"]["manifest"].as_str().unwrap();
    let contents = &school.packs[0].manifest.contents;
    let trust = homeroom_protocol::pack::Trust {
        keys: vec![Key::from_seed(&KEY).public()],
        keys_version: 0,
        kept: Default::default(),
    };
    let wanted = Wanted { course: &contents.course, lesson: &contents.lesson };
    let believed = packs::manifest(&trust, wanted, manifest.as_bytes(), school.world.clock.now()).unwrap();
    assert_eq!(believed, school.packs[0].manifest);
    school.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_not_changed_is_not_sent_again() {
    let school = school("etag").await;
    let path = format!("/v1/lessons/today?course={}&zone=UTC", school.world.course);
    let first = school.world.get(&path).send().await;
    let etag = first.header("etag").unwrap().to_owned();
    assert_eq!(first.header("cache-control"), Some("public, no-cache"));
    let again = school.world.get(&path).header("if-none-match", &etag).send().await;
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(etag.as_str())));
    // Another plan for the day, made a moment later, is another answer.
    school.world.clock.crank(Duration::from_millis(1));
    let now = school.world.clock.now();
    let lesson = school.packs[5].manifest.contents.lesson_id;
    lessons::plan(school.world.store(), school.world.course, &[("2026-11-24".parse().unwrap(), lesson)], now)
        .await
        .unwrap();
    // Within two seconds of the clock, by itself.
    let seen = async {
        loop {
            school.world.clock.crank(Duration::from_secs(2));
            let answer = school.world.get(&path).header("if-none-match", &etag).send().await;
            if answer.status == 200 {
                return answer.json()["lesson"]["title"].as_str().unwrap().to_owned();
            }
        }
    };
    assert_eq!(tokio::time::timeout(Duration::from_secs(20), seen).await.unwrap(), school.title(5));
    school.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_course_or_zone_nobody_knows_is_refused_and_a_day_without_a_lesson_is_not() {
    let school = school("refused").await;
    let world = &school.world;
    let course = world.course;
    let ask = async |query: String| code(&world.get(&format!("/v1/lessons/today{query}")).send().await);
    let invalid = (422, "invalid".to_owned());
    assert_eq!(ask(String::new()).await, invalid);
    assert_eq!(ask(format!("?course={course}")).await, invalid);
    assert_eq!(ask(format!("?course={course}&zone=Europe/Atlantis")).await, invalid);
    assert_eq!(ask(format!("?course={course}&zone={}", "a".repeat(65))).await, invalid);
    assert_eq!(ask(format!("?course={course}&zone=UTC&zone=UTC")).await, invalid);
    assert_eq!(ask("?course=x&zone=UTC".to_owned()).await, invalid);
    let nobody = "?course=00000000-0000-0000-0000-000000000000&zone=UTC";
    assert_eq!(ask(nobody.to_owned()).await, (404, "not_found".to_owned()));
    world.clock.crank(DAY * 20);
    world.lessons.refresh().await.unwrap();
    let empty = school.today("UTC").await.json();
    assert_eq!((empty.get("lesson"), empty["coming"].as_array().unwrap().len()), (None, 0));
    school.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_for_who_is_in_the_course_and_the_way_to_it_ends() {
    let school = school("files").await;
    let world = &school.world;
    let (student, _) = world.student("Mira").await;
    let answer = world.get(&school.file(0, "files/salt-journey.svg")).token(&student).send().await;
    assert_eq!(answer.status, 302, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let link = answer.header("location").unwrap();
    assert!(link.contains("X-Amz-Expires=120&"), "{link}");
    // The link is signed with the clock of this world, which is not that of the store: what it leads to is asked there.
    let listed: Signed<Manifest> = serde_json::from_str(&school.packs[0].signed).unwrap();
    let file = listed.signed.contents.files.iter().find(|file| file.path == "files/salt-journey.svg").unwrap();
    let name = link.split_once("/homeroom/").unwrap().1.split('?').next().unwrap();
    let bytes = school.objects.get(name).await.unwrap().unwrap();
    assert_eq!((packs::sha256(&bytes), bytes.len() as u64), (file.sha256.clone(), file.size));
    // It has begun long ago there, and is refused.
    assert_eq!(ask_at(link).await, 403);
    school.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_have_a_file_is_told_which_way() {
    let school = school("closed").await;
    let world = &school.world;
    let (student, _) = world.student("Mira").await;
    let file = |path: &str| school.file(0, path);
    let ask = async |path: String, token: String| {
        let answer = world.get(&path).token(&token).send().await;
        if answer.status == 302 { (302, String::new()) } else { code(&answer) }
    };
    let nobody = world.get(&file("lesson.html")).send().await;
    assert_eq!(code(&nobody), (401, "not_signed_in".to_owned()));
    for path in ["gone.svg", "files/../lesson.html", "files/", "files/salt-journey%2Esvg", "files/salt-journey.svg/x"] {
        assert_eq!(ask(file(path), student.clone()).await, (404, "not_found".to_owned()), "{path}");
    }
    let other = "/v1/lessons/00000000-0000-0000-0000-000000000000/files/lesson.html";
    assert_eq!(ask(other.to_owned(), student.clone()).await.0, 404);
    assert_eq!(ask("/v1/lessons/x/files/lesson.html".to_owned(), student.clone()).await.0, 404);
    assert_eq!(ask(file("lesson.html?version=1"), student.clone()).await.0, 302);
    assert_eq!(ask(file("lesson.html?version=2"), student.clone()).await.0, 404);
    assert_eq!(ask(file("lesson.html?version=x"), student.clone()).await, (422, "invalid".to_owned()));
    // The right answers are for those who teach.
    assert_eq!(ask(file("answers.json"), student.clone()).await, (403, "not_permitted".to_owned()));
    let (teacher, _) = world.person("Ms. Iva", Role::Teacher).await;
    assert_eq!(ask(file("answers.json"), teacher).await.0, 302);
    // Somebody of another course, and somebody whose account was closed.
    let (stranger, _) = world.stranger("Tomas").await;
    assert_eq!(ask(file("lesson.html"), stranger).await, (403, "not_entitled".to_owned()));
    let mira = world.whose(&student).await;
    world.disable(mira).await;
    assert_eq!(ask(file("lesson.html"), student).await, (401, "sign_in_ended".to_owned()));
    school.world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_is_not_known_what_somebody_holds_a_file_is_refused_for_now() {
    let school = school("unknown").await;
    let world = &school.world;
    let (student, _) = world.student("Mira").await;
    // The tables of people and lessons answer; that of grants does not, and nothing of hers is remembered.
    world.execute("alter table \"grant\" rename to elsewhere").await;
    let file = school.file(0, "lesson.html");
    let answer = world.get(&file).token(&student).send().await;
    assert_eq!(code(&answer), (503, "entitlement_unknown".to_owned()));
    assert!(answer.header("retry-after").is_some() && answer.json()["entitlement"]["reason"] == "not_known");
    world.execute("alter table elsewhere rename to \"grant\"").await;
    let mut again = 503;
    for _ in 0..500 {
        again = world.get(&file).token(&student).send().await.status;
        if again != 503 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(again, 302, "known again");
    school.world.stop().await;
}
