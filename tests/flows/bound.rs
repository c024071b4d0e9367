//! What a class teaches: the newest edition of its day's lesson until the doors open, and that one from then on.

use std::time::Duration;

use homeroom_protocol::journal::v1::SessionEvent;
use homeroom_protocol::lesson::LessonRevision;
use homeroom_protocol::pack::Manifest;
use homeroom_protocol::rest::schedule::NextSlots;
use homeroom_seed::lessons::{Lesson, Sources, compile};
use homeroom_seed::packs::{Key, seal};
use homeroom_seed::publish::revision;
use homeroom_storage::lessons;
use homeroom_storage::timetable;
use homeroom_tests::clock::{now, until};
use homeroom_tests::journal;
use homeroom_tests::timetable::daily;
use homeroom_tests::web::Ask;
use homeroom_tests::world::World;
use homeroom_timetable::{Reach, Wish, fill};

const MINUTE: Duration = Duration::from_secs(60);
const SEEN_WITHIN: Duration = Duration::from_secs(10);
const ADD: Wish = Wish { days: 1, reach: Reach::Add };

/// Publishes the lesson as it is now.
async fn publish(world: &World, lesson: &Lesson, before: Option<&Manifest>) -> Manifest {
    let pack = seal(lesson, before, &Key::from_seed(&[7; 32]), now().plus(MINUTE * 1_000)).unwrap();
    lessons::publish(&world.store, &[revision(world.course, &pack)], now()).await.unwrap();
    pack.manifest
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_class_follows_the_newest_edition_until_its_doors_open() {
    let world = World::open().await;
    let server = world.server.address();
    let mut lesson = compile(&Sources::own("small-wonders").unwrap()).unwrap().lessons.remove(0);
    let first = publish(&world, &lesson, None).await;
    // Both were planned a while ago: one begins in some minutes, its doors are open; the other in two hours.
    let (soon, later) = (now().plus(MINUTE * 6), now().plus(MINUTE * 120));
    let days: Vec<_> = [soon, later].map(|at| (at.to_string()[..10].parse().unwrap(), first.contents.lesson_id)).into();
    lessons::plan(&world.store, world.course, &days, now()).await.unwrap();
    let rules = [daily(world.course, "soon", soon), daily(world.course, "later", later)];
    fill(&world.store, now().minus(MINUTE * 30), ADD, &rules).await.unwrap();
    let slots = timetable::slots(&world.store, now(), now().plus(MINUTE * 180), &[]).await.unwrap();
    let [soon, later] = slots.as_slice() else { panic!("two classes, not {slots:?}") };
    assert_eq!((soon.lesson, later.lesson), (Some(first.revision()), Some(first.revision())));

    // Whoever reads the timetable is told what will be taught.
    let path = format!("/v1/schedule/next?course={}&limit=2", world.course);
    let told = async || -> Vec<Option<LessonRevision>> {
        let next: NextSlots = Ask::get(&path).send(server).await.good();
        next.slots.iter().map(|slot| slot.sessions[0].lesson).collect()
    };
    until(SEEN_WITHIN, "the lessons are told", async || {
        (told().await == [Some(first.revision()), Some(first.revision())]).then_some(())
    })
    .await;
    // Somebody asks for the later one too early, and so it is awake.
    world.student("Ines").await.try_join(later.session).await;
    until(SEEN_WITHIN, "the class is announced", async || {
        (!journal::events(&world.store, later.session).await.is_empty()).then_some(())
    })
    .await;

    lesson.contents.title = "Why the sea is salt, and lakes are not".to_owned();
    let second = publish(&world, &lesson, Some(&first)).await;
    assert_eq!(second.version, 2);
    until(SEEN_WITHIN, "the new edition is told", async || {
        (told().await == [Some(first.revision()), Some(second.revision())]).then_some(())
    })
    .await;
    let facts = until(SEEN_WITHIN, "the class is amended", async || {
        let events = journal::events(&world.store, later.session).await;
        events
            .into_iter()
            .find_map(|event| if let SessionEvent::Amended { facts } = event { Some(facts) } else { None })
    })
    .await;
    assert_eq!((facts.lesson, facts.title), (Some(second.revision()), lesson.contents.title));

    // Who is in the one whose doors are open is told the edition that they all have.
    let (_, socket) = world.student("Mira").await.enter(soon.session).await;
    let view = socket.welcome().unwrap().view.as_ref().unwrap();
    assert_eq!(view.class.lesson, Some(first.revision()));
}
